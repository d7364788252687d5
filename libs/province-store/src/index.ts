export { LedgerConnection, type DatabaseAddress } from './connection';
export { checkFit, UnfitDatabaseError } from './database-fit';
export { isMigrated, migrate, provinceDataSource, schemaVersion } from './data-source';
export { poolUse } from './pool-use';
export { killSilent } from './kill-silent';
export { StatementTimeoutError } from './statement-limit';
export { inboxKey, inboxRowOf, selectInbox, type InboxRow, type StoredAnswer } from './rows/inbox-rows';
export type { MovementRow } from './rows/movement-rows';
export { insertOutbox, outboxOf, type OutboxItem, type OutgoingAnswer } from './rows/outbox-rows';
export { tallyKey, upsertPersons } from './rows/person-rows';
export { recordLetter, UPLOAD_LETTERS, uploadLetter, uploadOrigin, type LetterRow } from './rows/letter-rows';
export { pairKey } from './rows/relationship-rows';
export { insertTrail, type TrailEntry } from './rows/trail-rows';
export { noteSentAgain, selectDueUploads, selectUploads, uploadOf, type UploadRow } from './rows/upload-rows';
export { insertUsageLines } from './rows/usage-rows';
export { selectRipeWaiting, type WaitingMessage, type WaitingOrigin } from './rows/waiting-rows';
export { answerReads, type Answers, type Asked, type ReadName, type ReadRows } from './reads';
export type { Table } from './table';
export { TABLE_NAMES, TABLES, type TableName, type TableRows } from './tables';
export { cut, text, textOf } from './sql-text';
export { accountEntries, accountTrail, type EntryRow } from './queries/account-entries';
export { findDeadLetter, listDeadLetters, type DeadLetterRow } from './queries/dead-letters';
export { donorRegionsOf } from './queries/donor-regions';
export {
  findLimits,
  findPerson,
  findRelationship,
  findRelationshipsOf,
  findUsage,
  findWallet,
} from './queries/look-up';
export { listUploads, listUploadsOf } from './queries/uploads';
export { relationshipHistory } from './queries/relationship-history';
export { conservationInYuan, proveConservation } from './queries/conservation';
