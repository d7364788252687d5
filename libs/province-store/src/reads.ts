import type { AppliedLine, InsuredPerson, Limit, Relationship, Run } from '@libs/mutual-aid';
import type { LedgerConnection } from './connection';
import { appliedLineOf, selectAppliedLines } from './rows/applied-line-rows';
import { catchUpOf, lockCatchUps, type CatchUpRow } from './rows/catch-up-rows';
import { inboxRowOf, selectInbox, type InboxRow } from './rows/inbox-rows';
import { letterOf, lockLetters, type LetterRow } from './rows/letter-rows';
import { limitOf, selectLimits, selectLimitsOf, selectWallets, walletRowOf, type WalletRow } from './rows/limit-rows';
import { movementOf, selectMovements, type MovementRow } from './rows/movement-rows';
import {
  countedSettingsOf,
  lockPersons,
  personOf,
  selectCountedSettings,
  type CountedSettings,
} from './rows/person-rows';
import { selectUnappliedLines, unappliedLineOf, type UnappliedLine } from './rows/unapplied-line-rows';
import { requestOf, selectRequests, type RequestRow } from './rows/request-rows';
import { relationshipOf, selectLiveOf, selectLivePairs, selectRelationships } from './rows/relationship-rows';
import { lockRunsOf, lockUnbalancedAfter, runOf } from './rows/run-rows';
import { lockHeldBeside, lockHeldOf, lockUploads, lockUploadsOf, uploadOf, type UploadRow } from './rows/upload-rows';
import { discrepancyOf, lockDiscrepancies, type DiscrepancyRow } from './rows/repair-rows';
import { selectStatements, statementOf, type StatementRow } from './rows/statement-rows';
import { lockUsageFetches, usageFetchOf, type UsageFetchRow } from './rows/usage-fetch-rows';
import {
  recordedLineOf,
  selectRecordedLines,
  selectUsages,
  usageOf,
  type RecordedLine,
  type UsageRow,
} from './rows/usage-rows';
import {
  selectWaiting,
  selectWaitingOrigins,
  waitingOf,
  waitingOriginOf,
  type WaitingMessage,
  type WaitingOrigin,
} from './rows/waiting-rows';
import type { SqlRow } from './sql-text';

/** What a batch can ask of the database, by what answers it. A read's keys are those of its `SELECT … IN (…)`. */
export interface ReadRows {
  /** By psn_no, locked: the whole concurrency design. */
  readonly person: InsuredPerson;
  /** By inbox key. */
  readonly inbox: InboxRow;
  /** By pairKey: the live relationship of a pair (R6). */
  readonly pair: Relationship;
  /** By mulaid_rel_id, in order of first arrival. */
  readonly waiting: WaitingMessage;
  /** By inbox key: the record that brought what waits. */
  readonly waitingOrigin: { readonly key: string; readonly from: WaitingOrigin | undefined };
  /** By mulaid_rel_id. */
  readonly relationship: Relationship;
  /** By psn_no: the live relationships that a person of this province gives or receives. */
  readonly liveOf: Relationship;
  /** By mulaid_lmt_id. */
  readonly limit: Limit;
  /** By mulaid_rel_id: every limit of the relationship. */
  readonly limitsOf: Limit;
  /** By movement_id. */
  readonly movement: MovementRow;
  /** By request_id. */
  readonly request: RequestRow;
  /** By setl_id. */
  readonly usage: UsageRow;
  /** By lineKey. */
  readonly applied: AppliedLine;
  /** By psn_no: what waits to be applied to the donor's account, in the order of receipt. */
  readonly unapplied: UnappliedLine;
  /** By mulaid_rel_id: every line of its usages and reversals, in the order of recording. */
  readonly recordedLines: RecordedLine;
  /** By mulaid_rel_id: what is to be fetched of it. */
  readonly usageFetch: UsageFetchRow;
  /** By psn_no: what can be spent. */
  readonly wallet: WalletRow;
  /** By msgid. */
  readonly upload: UploadRow;
  /** By record key: what is held back. */
  readonly heldOf: UploadRow;
  /** By msgid: what is held back under the key of that upload. */
  readonly heldBeside: UploadRow;
  /** By subject. */
  readonly uploadsOf: UploadRow;
  /** By their keys. */
  readonly letter: LetterRow;
  /** By tallyKey: a donor's settings of a period older than the counters in the row. */
  readonly tally: CountedSettings;
  /** By name, locked: how far a list of the platform's was downloaded. */
  readonly catchUp: CatchUpRow;
  /** By runDayKey, locked. */
  readonly runsOf: Run;
  /** By day, locked: the donors' runs of later days that are the latest and UNBALANCED. */
  readonly unbalancedAfter: Run;
  /** By its id, locked. */
  readonly discrepancy: DiscrepancyRow;
  /** By its month. */
  readonly statement: StatementRow;
}

/** The name of a read. */
export type ReadName = keyof ReadRows;

/** The keys asked for, by read. */
export type Asked = { readonly [Name in ReadName]?: ReadonlySet<string> };

/** The rows found, by read. */
export type Answers = { readonly [Name in ReadName]?: readonly ReadRows[Name][] };

interface Read<Row> {
  /** One statement. */
  sql(keys: readonly string[]): string;
  readonly rowOf: (row: SqlRow) => Row;
}

/** Every read, in the order in which a batch asks: persons are locked before anything of theirs is read. */
const READS: { readonly [Name in ReadName]: Read<ReadRows[Name]> } = {
  person: { sql: (psnNos) => lockPersons([...psnNos].sort()), rowOf: personOf },
  inbox: { sql: selectInbox, rowOf: inboxRowOf },
  pair: { sql: selectLivePairs, rowOf: relationshipOf },
  waiting: { sql: selectWaiting, rowOf: waitingOf },
  waitingOrigin: { sql: selectWaitingOrigins, rowOf: waitingOriginOf },
  relationship: { sql: selectRelationships, rowOf: relationshipOf },
  liveOf: { sql: selectLiveOf, rowOf: relationshipOf },
  limit: { sql: selectLimits, rowOf: limitOf },
  limitsOf: { sql: selectLimitsOf, rowOf: limitOf },
  movement: { sql: selectMovements, rowOf: movementOf },
  request: { sql: selectRequests, rowOf: requestOf },
  usage: { sql: selectUsages, rowOf: usageOf },
  applied: { sql: selectAppliedLines, rowOf: appliedLineOf },
  unapplied: { sql: selectUnappliedLines, rowOf: unappliedLineOf },
  recordedLines: { sql: selectRecordedLines, rowOf: recordedLineOf },
  usageFetch: { sql: lockUsageFetches, rowOf: usageFetchOf },
  wallet: { sql: selectWallets, rowOf: walletRowOf },
  upload: { sql: lockUploads, rowOf: uploadOf },
  heldOf: { sql: lockHeldOf, rowOf: uploadOf },
  heldBeside: { sql: lockHeldBeside, rowOf: uploadOf },
  uploadsOf: { sql: lockUploadsOf, rowOf: uploadOf },
  letter: { sql: lockLetters, rowOf: letterOf },
  tally: { sql: selectCountedSettings, rowOf: countedSettingsOf },
  catchUp: { sql: lockCatchUps, rowOf: catchUpOf },
  runsOf: { sql: lockRunsOf, rowOf: runOf },
  unbalancedAfter: { sql: lockUnbalancedAfter, rowOf: runOf },
  discrepancy: { sql: lockDiscrepancies, rowOf: discrepancyOf },
  statement: { sql: (months) => `${selectStatements(months)};`, rowOf: statementOf },
};

const READ_NAMES = Object.keys(READS) as readonly ReadName[];

/** Answers everything that is asked, in ONE round trip; none where nothing is asked. */
export async function answerReads(connection: LedgerConnection, asked: Asked): Promise<Answers> {
  const names = READ_NAMES.filter((name) => (asked[name]?.size ?? 0) > 0);
  if (names.length === 0) return {};
  const results = await connection.run(names.map((name) => READS[name].sql([...(asked[name] ?? [])])).join(''));
  return Object.fromEntries(names.map((name, index) => [name, rowsOf(name, results[index] ?? [])]));
}

function rowsOf<Name extends ReadName>(name: Name, rows: readonly SqlRow[]): ReadRows[Name][] {
  const { rowOf }: Read<ReadRows[Name]> = READS[name];
  return rows.map((row) => rowOf(row));
}
