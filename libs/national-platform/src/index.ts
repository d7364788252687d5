export { canonicalJson } from './canonical-json';
export { isDownMessage, PLATFORM } from './envelope';
export { uploadTopic, writeUpload } from './messages/up';
export { MsgidMaker, type SerialBlock } from './msgid-maker';
export { readRecord, type ReadRecord } from './read-record';
export { ADMDVS_PATTERN, AMOUNT_PATTERN, ID_PATTERN } from './schemas';
export { formatTime, parseTime, TIME_PATTERN } from './times';
export { downTopics, TOPIC_KINDS, topicNames, type TopicKind, type TopicNames } from './topics';
export { writeEnvelope, type OutgoingMessage, type WireRecord } from './write-envelope';
