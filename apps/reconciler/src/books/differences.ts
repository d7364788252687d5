import type { Role } from '@libs/mutual-aid';
import { closedDiscrepancies, type Snapshot } from '@libs/province-store';
import type { DayBooks } from './day-books';
import { bringOwn } from './own-rows';
import type { RunFigures, StageGiven } from './stage';

/**
 * Which columns a table of differences has. `part` and `seq` give their order; `place` is that of the row among those of
 * its kind of file, null where it is in none.
 */
export const DIFFERENCE_COLUMNS =
  'part, seq, kind, use_id, line_no, mulaid_lmt_id, mulaid_rel_id, orig_use_id, psn_no, amt_here, amt_there, gap_amt, ' +
  'gap_cnt, use_ms, upload_ms, place';

/** Amounts of a usage raise used, those of a reversal lower it. */
export function signed(row: string): string {
  return `(CASE WHEN ${row}.orig_use_id IS NULL THEN ${row}.amt ELSE -${row}.amt END)`;
}

const CLOSED = {
  kind: 'VARCHAR',
  use_id: 'VARCHAR',
  line_no: 'INTEGER',
  mulaid_lmt_id: 'VARCHAR',
  copy: 'BIGINT',
  amt_here: 'BIGINT',
  amt_there: 'BIGINT',
};

/**
 * Writes the table `difference` as `discrepancies.tsv` and gives the run's figures (R26). What people have closed with the
 * same figures is listed and not counted (R25); it stays noted in `numbered`.
 */
export async function writeDifferences(
  books: DayBooks,
  snapshot: Snapshot,
  { folder, day, role }: Pick<StageGiven, 'folder' | 'day'> & { readonly role: Role },
): Promise<Pick<RunFigures, 'diffCnt' | 'diffAmt' | 'listed'>> {
  const sql = closedDiscrepancies(day, role);
  await bringOwn(books, snapshot, { folder, rows: { table: 'closed', sql, columns: CLOSED } });
  await books.run(NUMBERED);
  const listed = await books.write(LISTED, 'discrepancies.tsv');
  const [count = '0', amount = '0'] = await books.row(
    `SELECT count(*), coalesce(sum(abs(coalesce(amt_there, 0)::HUGEINT - coalesce(amt_here, 0))), 0)
     FROM numbered WHERE counted = 1`,
  );
  return { diffCnt: Number(count), diffAmt: amount, listed };
}

const NUMBERED = `CREATE OR REPLACE TABLE numbered AS
  SELECT d.*, CASE WHEN c.kind IS NULL THEN 1 ELSE 0 END AS counted
  FROM (SELECT *, row_number() OVER (PARTITION BY kind, use_id, line_no, mulaid_lmt_id ORDER BY part, seq) - 1 AS copy
        FROM difference) d
  LEFT JOIN closed c ON c.kind = d.kind AND coalesce(c.use_id, '') = coalesce(d.use_id, '')
    AND c.line_no = d.line_no AND c.mulaid_lmt_id = d.mulaid_lmt_id AND c.copy = d.copy
    AND c.amt_here IS NOT DISTINCT FROM d.amt_here AND c.amt_there IS NOT DISTINCT FROM d.amt_there`;

/** A row of a file stands behind its header. */
const LISTED = `
  SELECT kind, use_id, line_no, mulaid_lmt_id, copy, mulaid_rel_id, orig_use_id, psn_no, amt_here, amt_there, gap_amt, gap_cnt,
    use_ms, upload_ms, coalesce(u.name, l.name) AS file, place - coalesce(u.first, l.first) + 2 AS file_line, counted
  FROM numbered d
  LEFT JOIN usage_file u ON d.use_id IS NOT NULL AND d.place >= u.first AND d.place < u.first + u.rows
  LEFT JOIN limit_file l ON d.use_id IS NULL AND d.place >= l.first AND d.place < l.first + l.rows
  ORDER BY part, seq`;
