import type { Connection } from 'mysql2/promise';

/** What a donor day leaves in the database. */
export interface Books {
  /** How many lines were applied, */
  readonly lines: number;
  /** and how many of them moved money more than once. */
  readonly twice: number;
  /** By table: how many rows, and a sum over the text of each, in which neither order nor ids of the moment count. */
  readonly digests: ReadonlyMap<string, string>;
  /** Sums that must be 0, fen. */
  readonly apart: ReadonlyMap<string, string>;
}

/** What of each table tells where a run ended; not when, nor in which batch. */
const TABLES: Readonly<Record<string, string>> = {
  applied_line: 'use_id,line_no,day,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time,upload_time,reversed_by',
  unapplied_line: 'use_id,line_no,day,mulaid_lmt_id,amt,psn_no,kind',
  mulaid_limit: 'mulaid_lmt_id,state,lmt_amt,used_amt,used_cnt,ret_amt',
  insured_person: 'psn_no,opening,balance,frozen,live_given',
  ledger_entry: 'psn_no,cause,ref,amt',
  discrepancy:
    'day,role,kind,use_id,line_no,mulaid_lmt_id,copy,psn_no,amt_here,amt_there,gap_amt,gap_cnt,file_line,status,last_run',
  reconciliation_run: 'day,role,run_no,state,cnt,amt,diff_cnt,diff_amt',
  "upload WHERE infno = 'M511'": 'infno,subject',
};

const SIGNED = 'IF(orig_use_id IS NULL, amt, -amt)';
const APART: Readonly<Record<string, string>> = {
  'balances and their trail':
    'SELECT (SELECT SUM(balance - opening) FROM insured_person) - (SELECT IFNULL(SUM(IF(cause = "APPLIED", -amt, amt)), 0) FROM ledger_entry)',
  'limits and their lines': `SELECT COUNT(*) FROM mulaid_limit l LEFT JOIN
    (SELECT mulaid_lmt_id, SUM(${SIGNED}) used, COUNT(*) n FROM applied_line GROUP BY mulaid_lmt_id) a USING (mulaid_lmt_id)
    WHERE l.mulaid_lmt_id LIKE '100000L%' AND (l.used_amt <> IFNULL(a.used, 0) OR l.used_cnt <> IFNULL(a.n, 0))`,
  'frozen and what is left of limits': `SELECT (SELECT SUM(frozen) FROM insured_person)
    - (SELECT SUM(lmt_amt - used_amt - ret_amt) FROM mulaid_limit WHERE mulaid_lmt_id LIKE '100000L%')`,
};

/** Reads it all. */
export async function booksOf(connection: Connection): Promise<Books> {
  const digests = new Map<string, string>();
  for (const [table, columns] of Object.entries(TABLES)) {
    const cells = columns.split(',').map((column) => `IFNULL(${column},'-')`);
    const row = `CONCAT_WS('|',${cells.join(',')})`;
    const digest = `SUM(CAST(CONV(LEFT(MD5(${row}), 12), 16, 10) AS UNSIGNED))`;
    digests.set(table, await one(connection, `SELECT CONCAT(COUNT(*), ' ', IFNULL(${digest}, 0)) FROM ${table}`));
  }
  const apart = new Map<string, string>();
  for (const [name, sql] of Object.entries(APART)) apart.set(name, await one(connection, sql));
  const moved =
    "SELECT 1 FROM ledger_entry WHERE cause IN ('APPLIED','RESTORED') GROUP BY psn_no, ref HAVING COUNT(*) > 1";
  return {
    lines: Number(await one(connection, 'SELECT COUNT(*) FROM applied_line')),
    twice: Number(await one(connection, `SELECT COUNT(*) FROM (${moved}) m`)),
    digests,
    apart,
  };
}

/** What is not in order: tables that differ from what they should be, and sums that are apart. */
export function disagreements(books: Books, expected: Books): string[] {
  const unlike = [...books.digests].filter(([table, digest]) => expected.digests.get(table) !== digest);
  const apart = [...books.apart].filter(([, difference]) => difference !== '0');
  return [...unlike.map(([table]) => table), ...apart.map(([name, difference]) => `${name} (${difference})`)];
}

async function one(connection: Connection, sql: string): Promise<string> {
  const [[row]] = (await connection.query({ sql, rowsAsArray: true })) as unknown as [[[unknown]]];
  return String(row[0]);
}
