import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { spanOfPeriod } from '@libs/mutual-aid';
import { allLimits, appliedLater, appliedOfDay, earlierGaps, relationshipsGiven } from '@libs/province-store';
import type { DayBooks } from './day-books';
import { signed, writeDifferences } from './differences';
import { differencesOfLimits } from './limit-differences';
import { KEY_HASH, LINE, tableOf } from './own-rows';
import type { RunFigures, StageGiven } from './stage';
import { withBooks } from './with-books';

const REFUSED = { seq: 'BIGINT', kind: 'VARCHAR', amt_here: 'BIGINT' };
const LATER = { orig_use_id: 'VARCHAR', mulaid_lmt_id: 'VARCHAR', amt: 'BIGINT' };
const GIVEN = { mulaid_rel_id: 'VARCHAR', donor_psn_no: 'VARCHAR' };
const GAP = { mulaid_lmt_id: 'VARCHAR', gap_amt: 'BIGINT', gap_cnt: 'BIGINT', kind: 'VARCHAR' };
const LIMIT = {
  mulaid_lmt_id: 'VARCHAR',
  mulaid_rel_id: 'VARCHAR',
  state: 'VARCHAR',
  lmt_amt: 'BIGINT',
  used_amt: 'BIGINT',
  used_cnt: 'BIGINT',
  set_time: 'BIGINT',
};

/**
 * What differs once a donor day's rows were applied (R25): rows that were not, rows of ours that the files lack, and then
 * limits whose figures no row's difference explains. Reads the province's books as of one moment.
 */
export async function compareDonor(given: StageGiven): Promise<RunFigures> {
  const { folder, day } = given;
  return withBooks(given, async ({ books, snapshot, bring }) => {
    await bring({ table: 'applied', sql: appliedOfDay(day), columns: LINE, more: KEY_HASH });
    await bring({ table: 'given', sql: relationshipsGiven(), columns: GIVEN });
    await bringRefused(books, folder);
    await books.run(ROW_DIFFERENCES);
    const [files] = await books.row('SELECT count(*) FROM limit_file');
    // R23: without a limit file, limits are not compared.
    if (files !== '0') {
      await bring({ table: 'own_limit', sql: allLimits(), columns: LIMIT });
      await bring({ table: 'later', sql: appliedLater(day), columns: LATER });
      await bring({ table: 'earlier_gap', sql: earlierGaps(day), columns: GAP });
      await books.run(...differencesOfLimits(spanOfPeriod(day).from));
    }
    const [cnt, amt = '0'] = await books.row('SELECT count(*), coalesce(sum(amt), 0) FROM applied');
    return { cnt: Number(cnt), amt, ...(await writeDifferences(books, snapshot, { folder, day, role: 'donor' })) };
  });
}

/** The rows that applying left unapplied, as the reconciler wrote them; no file where there are none. */
async function bringRefused(books: DayBooks, folder: string): Promise<void> {
  const path = join(folder, 'refused.tsv');
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  await books.run(`CREATE OR REPLACE TABLE refused AS SELECT * FROM ${tableOf(path, REFUSED, bytes)}`);
}

/** Where the row is of an applied line that is unlike, only the amounts are apart; else the whole row is. */
const IS_UNLIKE = "r.kind = 'AMOUNT_DIFFERS' AND a.use_id IS NOT NULL AND a.mulaid_lmt_id = u.mulaid_lmt_id";

const ROW_DIFFERENCES = `CREATE OR REPLACE TABLE difference AS
  SELECT 1 AS part, u.rowid AS seq, r.kind, u.use_id, u.line_no, u.mulaid_lmt_id, u.mulaid_rel_id, u.orig_use_id,
    u.donor_psn_no AS psn_no, r.amt_here, u.amt AS amt_there,
    CASE WHEN ${IS_UNLIKE} THEN ${signed('u')} - ${signed('a')} ELSE ${signed('u')} END AS gap_amt,
    CASE WHEN ${IS_UNLIKE} THEN 0 ELSE 1 END AS gap_cnt, u.use_ms, u.upload_ms, u.rowid AS place
  FROM (SELECT * FROM refused UNION ALL SELECT seq, 'DUPLICATE', NULL FROM later_copy) r
  JOIN "usage" u ON u.rowid = r.seq
  LEFT JOIN applied a ON a.h = u.h AND a.use_id = u.use_id AND a.line_no = u.line_no
  UNION ALL
  SELECT 2, a.rowid, 'MISSING_THERE', a.use_id, a.line_no, a.mulaid_lmt_id, a.mulaid_rel_id, a.orig_use_id, g.donor_psn_no,
    a.amt, NULL, -${signed('a')}, -1, a.use_ms, a.upload_ms, NULL
  FROM applied a LEFT JOIN given g USING (mulaid_rel_id)
  WHERE NOT EXISTS (SELECT 1 FROM "usage" u WHERE u.h = a.h AND u.use_id = a.use_id AND u.line_no = a.line_no)`;
