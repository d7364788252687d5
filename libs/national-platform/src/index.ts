export { canonicalJson } from './canonical-json';
export { isDownMessage, PLATFORM } from './envelope';
export { uploadTopic, writeUpload } from './messages/up';
export { MsgidMaker } from './msgid-maker';
export { msgidOf, readRecord } from './read-record';
export { ADMDVS_PATTERN, AMOUNT_PATTERN, ID_PATTERN } from './schemas';
export { formatTime, parseTime, TIME_PATTERN } from './times';
export { downTopics, TOPIC_KINDS, topicNames } from './topics';
export { writeEnvelope, type WireRecord } from './write-envelope';
