export { canonicalJson } from './canonical-json';
export {
  ADMDVS_PATTERN,
  CERT_NO_LENGTH,
  ERR_CODE_PATTERN,
  ID_LENGTH,
  ID_PATTERN,
  MONTH_PATTERN,
  NAME_LENGTH,
  PLATFORM,
  REASON_LENGTH,
  THREE_DIGITS_PATTERN,
  TWO_DIGITS_PATTERN,
} from './conventions';
export { formatDay, parseDay } from './dates';
export { DownloadError } from './download/fetch-json';
export { PlatformDownload } from './download/platform-download';
export { MANIFEST, UsageFiles, type DayFetched, type KeptManifest } from './download/usage-files';
export { readItem, recordOfItem } from './download/read-item';
export type { RelationsPage } from './download/relations-page';
export { UNSIGNED, type RequestSigner } from './download/request-signer';
export { withExactNumbers } from './exact-numbers';
export { maskedRecord } from './masked-record';
export { downTopic, isDownMessage } from './messages/down';
export { writeClearing } from './messages/clearing';
export { uploadTopic, writeUpload } from './messages/up';
export { MsgidMaker } from './msgid-maker';
export { UPLOAD_WRITING, uploadWriting } from './upload-writing';
export { msgidOf, readRecord, readUnsealed, type Opened, type ReadRecord } from './read-record';
export { formatTime, parseTime, TIME_PATTERN } from './times';
export { downTopics, TOPIC_KINDS, topicNames } from './topics';
export { writeEnvelope, type WireRecord } from './write-envelope';
export { KeyFileError } from './sealing/key-file';
export { checkKeys, KeyFolder } from './sealing/key-folder';
export type { Keys } from './sealing/key-ring';
export { isSignedText, openEnvelope } from './sealing/open-envelope';
export { sealEnvelope } from './sealing/seal-envelope';
export { SealingError, type Sealer, type SealingRules } from './sealing/sealer';
export { newSm2Pair } from './sealing/sm2';
export { newSm4Key } from './sealing/sm4';
export { SoftwareSealer } from './sealing/software-sealer';
