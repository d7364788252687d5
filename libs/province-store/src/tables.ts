import type { AppliedLine, InsuredPerson, Limit, Relationship, Run } from '@libs/mutual-aid';
import { insertAppliedLines, lineKey, updateAppliedLines } from './rows/applied-line-rows';
import { upsertCatchUps, type CatchUpRow } from './rows/catch-up-rows';
import { answerInbox, deleteInbox, insertInbox, type InboxRow } from './rows/inbox-rows';
import { insertLetters, updateLetters, type LetterRow } from './rows/letter-rows';
import { insertLimits, updateLimits } from './rows/limit-rows';
import { insertMovements, type MovementRow } from './rows/movement-rows';
import { upsertPersons } from './rows/person-rows';
import { insertRelationships, updateRelationships } from './rows/relationship-rows';
import {
  deleteUnappliedLines,
  unappliedKey,
  upsertUnappliedLines,
  type UnappliedLine,
} from './rows/unapplied-line-rows';
import { insertRequests, type RequestRow } from './rows/request-rows';
import { insertRuns, runKey, updateRuns } from './rows/run-rows';
import { updateDiscrepancies, type DiscrepancyRow } from './rows/repair-rows';
import { upsertStatements, type StatementRow } from './rows/statement-rows';
import { insertUploads, updateUploads, type UploadRow } from './rows/upload-rows';
import { deleteUsageFetches, upsertUsageFetches, type UsageFetchRow } from './rows/usage-fetch-rows';
import { insertUsages, updateUsages, type UsageRow } from './rows/usage-rows';
import { deleteWaiting, insertWaiting, type WaitingMessage } from './rows/waiting-rows';
import type { Table } from './table';

/** The tables whose rows a batch reads and changes, by what a row is. */
export interface TableRows {
  readonly inbox: InboxRow;
  readonly relationship: Relationship;
  readonly limit: Limit;
  readonly movement: MovementRow;
  readonly request: RequestRow;
  readonly usage: UsageRow;
  readonly applied: AppliedLine;
  readonly unapplied: UnappliedLine;
  readonly upload: UploadRow;
  readonly usageFetch: UsageFetchRow;
  readonly waiting: WaitingMessage;
  readonly letter: LetterRow;
  readonly person: InsuredPerson;
  readonly catchUp: CatchUpRow;
  readonly run: Run;
  readonly statement: StatementRow;
  readonly discrepancy: DiscrepancyRow;
}

/** The name of a table. */
export type TableName = keyof TableRows;

/** Every table, in the order in which a batch writes them. */
export const TABLES: { readonly [Name in TableName]: Table<TableRows[Name]> } = {
  inbox: { keyOf: ({ key }) => key, insert: insertInbox, update: answerInbox, remove: deleteInbox },
  relationship: {
    keyOf: ({ relationshipId }) => relationshipId,
    insert: insertRelationships,
    update: updateRelationships,
  },
  limit: { keyOf: ({ limitId }) => limitId, insert: insertLimits, update: updateLimits },
  movement: { keyOf: ({ movementId }) => movementId, insert: insertMovements, update: neverChanged },
  request: { keyOf: ({ requestId }) => requestId, insert: insertRequests, update: neverChanged },
  usage: { keyOf: ({ usage }) => usage.settlementId, insert: insertUsages, update: updateUsages },
  applied: { keyOf: lineKey, insert: insertAppliedLines, update: updateAppliedLines },
  unapplied: {
    keyOf: ({ line }) => unappliedKey(line),
    insert: upsertUnappliedLines,
    update: upsertUnappliedLines,
    remove: deleteUnappliedLines,
    keepsOrder: true,
  },
  upload: { keyOf: ({ msgid }) => msgid, insert: insertUploads, update: updateUploads, keepsOrder: true },
  usageFetch: {
    keyOf: ({ relationshipId }) => relationshipId,
    insert: upsertUsageFetches,
    update: upsertUsageFetches,
    remove: deleteUsageFetches,
  },
  waiting: {
    keyOf: ({ key }) => key,
    insert: insertWaiting,
    update: insertWaiting,
    remove: deleteWaiting,
    keepsOrder: true,
  },
  letter: { keyOf: ({ key }) => key, insert: insertLetters, update: updateLetters, keepsOrder: true },
  person: { keyOf: ({ psnNo }) => psnNo, insert: upsertPersons, update: upsertPersons },
  catchUp: { keyOf: ({ name }) => name, insert: upsertCatchUps, update: upsertCatchUps },
  run: { keyOf: runKey, insert: insertRuns, update: updateRuns },
  discrepancy: { keyOf: ({ id }) => id, insert: onlyARunFinds, update: updateDiscrepancies },
  statement: { keyOf: ({ month }) => String(month), insert: upsertStatements, update: upsertStatements },
};

/** The names of all tables, in the order in which a batch writes them. */
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

function onlyARunFinds(rows: readonly unknown[]): string {
  if (rows.length > 0) throw new Error('differences are found by runs');
  return '';
}

function neverChanged(rows: readonly unknown[]): string {
  if (rows.length > 0) throw new Error('a row of this table never changes');
  return '';
}
