export { LedgerConnection, type DatabaseAddress } from './connection';
export { isMigrated, migrate, provinceDataSource } from './data-source';
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
export { lockPersons, personOf, selectCountedSettings, tallyOfRow, upsertPersons } from './rows/person-rows';
export {
  insertRelationships,
  relationshipOf,
  selectLivePairs,
  selectRelationships,
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
export { text, textOf, type SqlRow } from './sql-text';
export { accountEntries, accountTrail, type EntryRow } from './queries/account-entries';
export { findDeadLetter, listDeadLetters, moveDeadLetter, type DeadLetterRow } from './queries/dead-letters';
export { donorRegionsOf } from './queries/donor-regions';
export {
  findLimits,
  findPerson,
  findRelationship,
  findRelationshipsOf,
  findUsage,
  findWallet,
} from './queries/look-up';
export { findUpload, listUploads, listUploadsOf, redriveUpload } from './queries/uploads';
export { relationshipHistory } from './queries/relationship-history';
export { conservationInYuan, proveConservation } from './queries/conservation';
