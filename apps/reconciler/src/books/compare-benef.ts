import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownLinesOf, ownLinesOfDay, type Snapshot } from '@libs/province-store';
import { findLaterCopies } from './copies';
import type { DayBooks } from './day-books';
import { writeDifferences } from './differences';
import { KEY_HASH, LINE, tableOf } from './own-rows';
import type { BenefFigures, StageGiven } from './stage';
import { withBooks } from './with-books';

/** Usages that are looked up at a time. */
const PORTION = 1000;

const OWN_LINE = {
  ...LINE,
  psn_no: 'VARCHAR',
  line_seq: 'BIGINT',
  upload_seq: 'BIGINT',
  state: 'VARCHAR',
} as const;

/**
 * Compares a day's rows with own lines, both ways (R24): those answered for the day, and those unanswered or refused that
 * the files have, which are confirmed by it. What is answered for the day and not there is to be uploaded again.
 */
export async function compareBenef(given: StageGiven): Promise<BenefFigures> {
  const { folder, day } = given;
  return withBooks(given, async ({ books, snapshot, bring }) => {
    await findLaterCopies(books);
    await bring({ table: 'own_of_day', sql: ownLinesOfDay(day), columns: OWN_LINE, more: KEY_HASH });
    await bringFound(books, snapshot, folder);
    await books.run(OWN, DIFFERENCES);
    const [cnt, amt = '0'] = await books.row('SELECT count(*), coalesce(sum(amt), 0) FROM own');
    const differences = await writeDifferences(books, snapshot, { folder, day, role: 'benef' });
    return {
      cnt: Number(cnt),
      amt,
      ...differences,
      toConfirm: await books.write(TO_CONFIRM, 'confirm.tsv'),
      toUploadAgain: await books.write(TO_UPLOAD_AGAIN, 'again.tsv'),
    };
  });
}

/** Looks up what rows name that is not answered for the day; almost nothing, but after a long outage. */
async function bringFound(books: DayBooks, snapshot: Snapshot, folder: string): Promise<void> {
  const path = join(folder, 'found.tsv');
  let count = 0;
  await rm(path, { force: true });
  for await (const useIds of books.texts(UNMATCHED, PORTION))
    count += await snapshot.copy(ownLinesOf(useIds), path, 'a');
  await books.run(
    `CREATE OR REPLACE TABLE found AS SELECT *${KEY_HASH} FROM ${tableOf(path, OWN_LINE, count)}
     WHERE use_id NOT IN (SELECT use_id FROM own_of_day)
     QUALIFY row_number() OVER (PARTITION BY use_id, line_no ORDER BY state = 'CONFIRMED' DESC, upload_seq DESC) = 1`,
  );
  await rm(path, { force: true });
}

const SAME_KEY = 'o.h = u.h AND o.use_id = u.use_id AND o.line_no = u.line_no';

const UNMATCHED = `SELECT DISTINCT use_id FROM "usage" u WHERE NOT EXISTS (SELECT 1 FROM own_of_day o WHERE ${SAME_KEY})`;

const OWN = `CREATE OR REPLACE TABLE own AS
  SELECT * FROM own_of_day UNION ALL SELECT * FROM found WHERE state <> 'CONFIRMED'`;

const IS_ALIKE =
  'o.amt = u.amt AND o.mulaid_lmt_id = u.mulaid_lmt_id AND o.mulaid_rel_id = u.mulaid_rel_id AND ' +
  'o.orig_use_id IS NOT DISTINCT FROM u.orig_use_id';

const DIFFERENCES = `CREATE OR REPLACE TABLE difference AS
  SELECT 1 AS part, u.seq, u.kind, u.use_id, u.line_no, u.mulaid_lmt_id, u.mulaid_rel_id, u.orig_use_id,
    u.benef_psn_no AS psn_no, u.amt_here, u.amt AS amt_there, 0 AS gap_amt, 0 AS gap_cnt, u.use_ms, u.upload_ms,
    u.seq AS place
  FROM (
    SELECT u.*, u.rowid AS seq, CASE WHEN c.seq IS NULL THEN o.amt END AS amt_here, CASE
      WHEN c.seq IS NOT NULL THEN 'DUPLICATE'
      WHEN o.use_id IS NOT NULL THEN 'AMOUNT_DIFFERS'
      -- Answered for another day.
      WHEN EXISTS (SELECT 1 FROM found o WHERE ${SAME_KEY}) THEN 'DUPLICATE'
      ELSE 'MISSING_HERE' END AS kind
    FROM "usage" u LEFT JOIN later_copy c ON c.seq = u.rowid LEFT JOIN own o ON ${SAME_KEY}
    WHERE c.seq IS NOT NULL OR o.use_id IS NULL OR NOT (${IS_ALIKE})) u
  UNION ALL
  SELECT 2, o.line_seq, 'MISSING_THERE', o.use_id, o.line_no, o.mulaid_lmt_id, o.mulaid_rel_id, o.orig_use_id, o.psn_no,
    o.amt, NULL, 0, 0, o.use_ms, o.upload_ms, NULL
  FROM own o WHERE NOT EXISTS (SELECT 1 FROM "usage" u WHERE ${SAME_KEY})`;

/** The first row of an upload tells when it was received. */
const TO_CONFIRM = `
  SELECT o.use_id, arg_min(u.upload_ms, u.rowid), any_value(o.psn_no)
  FROM (SELECT DISTINCT use_id, psn_no FROM found WHERE state <> 'CONFIRMED') o JOIN "usage" u USING (use_id)
  GROUP BY o.use_id ORDER BY min(u.rowid)`;

/** In the order of recording, in which a usage is before its reversal. */
const TO_UPLOAD_AGAIN = `
  SELECT use_id, any_value(psn_no) FROM numbered WHERE kind = 'MISSING_THERE' AND counted = 1
  GROUP BY use_id ORDER BY min(seq)`;
