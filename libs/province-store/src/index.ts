export { LedgerConnection, type DatabaseAddress } from './connection';
export { isMigrated, migrate, provinceDataSource } from './data-source';
export { killSilent } from './kill-silent';
export { StatementTimeoutError } from './statement-limit';
export { insertDeadLetters, type DeadLetter } from './rows/dead-letter-rows';
export {
  answerInbox,
  inboxKey,
  inboxRowOf,
  insertInbox,
  selectInbox,
  type InboxRow,
  type StoredAnswer,
} from './rows/inbox-rows';
export { insertLimits, limitOf, selectLimits, selectLimitsOf, selectWallets, updateLimits } from './rows/limit-rows';
export { insertMovements, movementOf, selectMovements, type MovementRow } from './rows/movement-rows';
export { insertOutbox, outboxOf, type OutboxItem, type OutgoingAnswer } from './rows/outbox-rows';
export {
  fenOf,
  lockPersons,
  personOf,
  selectCountedSettings,
  selectPerson,
  tallyOfRow,
  upsertPersons,
} from './rows/person-rows';
export {
  insertRelationships,
  relationshipOf,
  selectLivePairs,
  selectOwners,
  selectRelationships,
  selectRelationshipsOf,
  updateRelationships,
  type Pair,
} from './rows/relationship-rows';
export { insertTrail, type TrailEntry } from './rows/trail-rows';
export {
  insertUploads,
  lockHeldBeside,
  lockHeldOf,
  lockUploads,
  lockUploadsOf,
  noteSentAgain,
  selectDueUploads,
  selectUploads,
  updateUploads,
  UPLOAD_LETTERS,
  uploadLetter,
  uploadOf,
  type UploadRow,
  type UploadState,
} from './rows/upload-rows';
export { insertUsageLines, insertUsages, selectUsages, updateUsages, usageOf, type UsageRow } from './rows/usage-rows';
export {
  deleteWaiting,
  insertWaiting,
  selectRipeWaiting,
  selectWaiting,
  waitingOf,
  type WaitingMessage,
} from './rows/waiting-rows';
export { text, textList, textOf, type SqlRow } from './sql-text';
export { accountEntries, accountTrail, type EntryRow } from './queries/account-entries';
export { findDeadLetter, listDeadLetters, moveDeadLetter, type DeadLetterRow } from './queries/dead-letters';
export { donorRegionsOf } from './queries/donor-regions';
export { findUpload, listUploads, listUploadsOf, redriveUpload, type ListedUpload } from './queries/uploads';
export { relationshipHistory, type HistoryRow } from './queries/relationship-history';
export { conservationInYuan, proveConservation, type Conservation, type Violation } from './queries/conservation';
