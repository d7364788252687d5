export { LedgerConnection, type DatabaseAddress } from './connection';
export { checkFit, UnfitDatabaseError } from './database-fit';
export { isMigrated, migrate, provinceDataSource, schemaVersion } from './data-source';
export { poolUse } from './pool-use';
export { killSilent } from './kill-silent';
export { StatementTimeoutError } from './statement-limit';
export { lineKey } from './rows/applied-line-rows';
export { unappliedKey, type UnappliedLine } from './rows/unapplied-line-rows';
export { catchUpOf, RELATIONS, selectCatchUps, upsertCatchUps } from './rows/catch-up-rows';
export { inboxKey, inboxRowOf, selectInbox, type InboxRow, type StoredAnswer } from './rows/inbox-rows';
export type { MovementRow } from './rows/movement-rows';
export { insertOutbox, outboxOf, type OutboxItem, type OutgoingAnswer } from './rows/outbox-rows';
export { lockPersonsNow, tallyKey, upsertPersons } from './rows/person-rows';
export type { RequestRow } from './rows/request-rows';
export { recordLetter, UPLOAD_LETTERS, uploadLetter, uploadOrigin, type LetterRow } from './rows/letter-rows';
export { pairKey } from './rows/relationship-rows';
export { insertTrail, type TrailEntry } from './rows/trail-rows';
export { noteSentAgain, selectDueUploads, selectUploads, uploadOf, type UploadRow } from './rows/upload-rows';
export {
  forgetDifferences,
  keepDifferences,
  mendApplied,
  mendUnfound,
  type FoundDifference,
} from './rows/discrepancy-rows';
export {
  beginRun,
  noteProgress,
  putOffRun,
  runDayKey,
  runKey,
  runOf,
  selectDaysWithRuns,
  selectDueRuns,
  selectRunsOf,
} from './rows/run-rows';
export { selectUsageFetches, usageFetchOf, type UsageFetchRow } from './rows/usage-fetch-rows';
export { insertUsageLines, type RecordedLine } from './rows/usage-rows';
export type { StatementRow } from './rows/statement-rows';
export { selectMissedWaiting, selectOverdueWaiting } from './rows/ripe-waiting-rows';
export type { WaitingMessage, WaitingOrigin } from './rows/waiting-rows';
export { answerReads, type Answers, type Asked, type ReadName, type ReadRows } from './reads';
export type { Table } from './table';
export { TABLE_NAMES, TABLES, type TableName, type TableRows } from './tables';
export { cut, text, textOf } from './sql-text';
export { PAGE_BYTES, type ListPage, type PageAsked } from './queries/list-page';
export { accountEntries } from './queries/account-entries';
export { accountTrail } from './queries/account-trail';
export type { EntryRow } from './queries/entry-row';
export { clearingFigures, findStatement, type MonthFigures } from './queries/clearing-figures';
export { listClearingLines, type ClearingLine } from './queries/clearing-lines';
export { findDiscrepancy, listDiscrepancies, type DiscrepancyFile } from './queries/discrepancies';
export { findLatestRun, listRuns } from './queries/runs';
export type { DiscrepancyRow } from './rows/repair-rows';
export { listFlags } from './queries/flags';
export {
  begunOrApplied,
  donorsOf,
  largeLimits,
  lastNumber,
  numbersAfter,
  paidLines,
  visitsAround,
  type NumberedTrail,
} from './queries/trail-of-flags';
export { insertFlags, selectFlagKeys, type FlagRow, type ListedFlag } from './rows/flag-rows';
export { findDeadLetter, listDeadLetters, type DeadLetterRow } from './queries/dead-letters';
export { donorRegionsOf } from './queries/donor-regions';
export { findLimit, findPerson, findRole, findUsage, findWallet } from './queries/look-up';
export { findRelationshipFile, listRelationshipsOf, type RelationshipFile } from './queries/relationship-files';
export { listOpenRelationships } from './queries/open-relationships';
export { listUsagesOf, type RelationshipUsage } from './queries/relationship-usages';
export { listUploads, listUploadsOf, type ListedUpload } from './queries/uploads';
export { conservationInYuan, proveConservation } from './queries/conservation';
export { Snapshot } from './snapshot';
export {
  allLimits,
  appliedLater,
  appliedOfDay,
  closedDiscrepancies,
  earlierGaps,
  ownLinesOf,
  ownLinesOfDay,
  pendingLimits,
  pendingRelationships,
  relationshipsGiven,
} from './queries/day-books';
