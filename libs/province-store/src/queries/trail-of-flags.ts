import { fen, type Fen, type Role } from '@libs/mutual-aid';
import type { LedgerConnection } from '../connection';
import { text, textList, textOf, type SqlRow } from '../sql-text';

/** What is numbered in the order of writing, though not of commit. */
export type NumberedTrail = 'usage_line' | 'ledger_batch';

const NUMBER = { usage_line: 'seq', ledger_batch: 'id' } as const;
const INDEX = { usage_line: 'seq', ledger_batch: 'PRIMARY' } as const;

/** The last number of a trail that is committed; 0 where it is empty. */
export async function lastNumber(connection: LedgerConnection, trail: NumberedTrail): Promise<number> {
  const [[row] = []] = await connection.run(`SELECT MAX(${NUMBER[trail]}) FROM ${trail}`);
  return Number(row?.[0] ?? 0);
}

/** The numbers behind one that are committed, and those of `missing` that are by now. */
export async function numbersAfter(
  connection: LedgerConnection,
  trail: NumberedTrail,
  { after, missing, most }: { after: number; missing: readonly number[]; most: number },
): Promise<number[]> {
  const [number, from] = [NUMBER[trail], `FROM ${trail} FORCE INDEX (${INDEX[trail]})`];
  const late = missing.length === 0 ? '' : `SELECT ${number} ${from} WHERE ${number} IN (${missing.join(',')});`;
  const found = await connection.run(
    `${late}SELECT ${number} ${from} WHERE ${number} > ${after} ORDER BY ${number} LIMIT ${most}`,
  );
  return found.flat().map((row) => Number(row[0]));
}

/** The uses and limits of lines that were paid, by their numbers. */
export async function paidLines(
  connection: LedgerConnection,
  numbers: readonly number[],
): Promise<{ useIds: string[]; limitIds: string[] }> {
  const [rows = []] = await connection.run(
    `SELECT use_id, mulaid_lmt_id FROM usage_line FORCE INDEX (seq) WHERE seq IN (${numbers.join(',')})`,
  );
  return { useIds: distinct(rows, 0), limitIds: distinct(rows, 1) };
}

/** The relationships that began in batches, and the limits of the lines that were applied in them. */
export async function begunOrApplied(
  connection: LedgerConnection,
  batches: readonly number[],
): Promise<{ relationshipIds: string[]; limitIds: string[] }> {
  const [rows = []] = await connection.run(
    `SELECT mulaid_rel_id, limit_ids, cause FROM ledger_entry FORCE INDEX (PRIMARY) WHERE batch_id IN (${batches.join(',')}) ` +
      "AND (cause = 'APPLIED' OR (to_state IN ('PENDING', 'EFFECTIVE') AND from_state IS NULL))",
  );
  const begun = rows.filter((row) => row[2] !== 'APPLIED');
  const limits = rows.filter((row) => row[2] === 'APPLIED' && row[1] !== null);
  return {
    relationshipIds: distinct(begun, 0),
    limitIds: [...new Set(limits.flatMap((row) => JSON.parse(textOf(row[1])) as string[]))],
  };
}

/** A limit with all that was drawn on it, in the order of recording. */
export interface DrawnLimit {
  readonly limitId: string;
  readonly relationshipId: string;
  readonly psnNo: string;
  readonly amount: Fen;
  readonly setTime: number;
  readonly draws: readonly { readonly amount: Fen; readonly isReversal: boolean; readonly useTime: number }[];
}

/** Those of some limits that are as large as that (fen), with what was drawn on them, in either region. */
export async function largeLimits(
  connection: LedgerConnection,
  limitIds: readonly string[],
  least: Fen,
): Promise<DrawnLimit[]> {
  if (limitIds.length === 0) return [];
  const [limits = []] = await connection.run(
    'SELECT l.mulaid_lmt_id, l.mulaid_rel_id, l.lmt_amt, l.set_time, r.role, r.donor_psn_no, r.benef_psn_no ' +
      'FROM mulaid_limit l FORCE INDEX (PRIMARY) JOIN relationship r USING (mulaid_rel_id) ' +
      `WHERE l.mulaid_lmt_id IN (${textList(limitIds)}) AND l.lmt_amt >= ${least}`,
  );
  const large: DrawnLimit[] = [];
  for (const row of limits) {
    const role = row[4] as Role;
    const [table, index, order] = role === 'benef' ? (['usage_line', 'recorded', 'seq'] as const) : APPLIED;
    const [draws = []] = await connection.run(
      `SELECT amt, orig_use_id, use_time FROM ${table} FORCE INDEX (${index}) WHERE mulaid_rel_id = ${text(textOf(row[1]))} ` +
        `AND mulaid_lmt_id = ${text(textOf(row[0]))} ORDER BY ${order} LIMIT 10000`,
    );
    large.push({
      limitId: textOf(row[0]),
      relationshipId: textOf(row[1]),
      psnNo: textOf(role === 'benef' ? row[6] : row[5]),
      amount: fen(BigInt(textOf(row[2]))),
      setTime: Number(row[3]),
      draws: draws.map((draw) => ({
        amount: fen(BigInt(textOf(draw[0]))),
        isReversal: draw[1] !== null,
        useTime: Number(draw[2]),
      })),
    });
  }
  return large;
}

const APPLIED = ['applied_line', 'relationship', 'upload_time, use_id, line_no'] as const;

/** How many donors give to the beneficiaries of relationships by now. */
export async function donorsOf(
  connection: LedgerConnection,
  relationshipIds: readonly string[],
): Promise<{ psnNo: string; donors: number }[]> {
  if (relationshipIds.length === 0) return [];
  const [named = []] = await connection.run(
    `SELECT DISTINCT benef_psn_no FROM relationship FORCE INDEX (PRIMARY) WHERE mulaid_rel_id IN (${textList(relationshipIds)})`,
  );
  const [counted = []] = await connection.run(
    `SELECT benef_psn_no, COUNT(DISTINCT donor_psn_no) FROM relationship FORCE INDEX (benef) ` +
      `WHERE benef_psn_no IN (${textList(distinct(named, 0))}) AND live = 1 GROUP BY benef_psn_no`,
  );
  return counted.map((row) => ({ psnNo: textOf(row[0]), donors: Number(row[1]) }));
}

/** A use of the wallet at an institution. */
export interface WalletVisit {
  readonly psnNo: string;
  readonly institution: string;
  readonly useTime: number;
}

/** Whatever the beneficiaries of some uses used the wallet for within so long (ms) of them, at institutions. */
export async function visitsAround(
  connection: LedgerConnection,
  useIds: readonly string[],
  within: number,
): Promise<Map<string, WalletVisit[]>> {
  const around = new Map<string, WalletVisit[]>();
  if (useIds.length === 0) return around;
  const [rows = []] = await connection.run(
    'SELECT DISTINCT near_by.psn_no, near_by.fixmedins_code, near_by.use_time, near_by.use_id FROM usage_record used FORCE INDEX (PRIMARY) ' +
      'STRAIGHT_JOIN usage_record near_by FORCE INDEX (person) ON near_by.psn_no = used.psn_no ' +
      `AND near_by.use_time >= used.use_time - ${within} AND near_by.use_time <= used.use_time + ${within} ` +
      `WHERE used.use_id IN (${textList(useIds)}) AND near_by.acct_mulaid_pay > 0 AND near_by.fixmedins_code IS NOT NULL`,
  );
  for (const row of rows) {
    const visit = { psnNo: textOf(row[0]), institution: textOf(row[1]), useTime: Number(row[2]) };
    const visits = around.get(visit.psnNo);
    if (visits === undefined) around.set(visit.psnNo, [visit]);
    else visits.push(visit);
  }
  return around;
}

function distinct(rows: readonly SqlRow[], column: number): string[] {
  return [...new Set(rows.map((row) => textOf(row[column])))];
}
