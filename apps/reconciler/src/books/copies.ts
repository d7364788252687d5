import type { DayBooks } from './day-books';

/** Rows whose keys are looked at together: so many fit into memory. */
const TOGETHER = 1_000_000;

/**
 * Notes in `later_copy` which rows repeat the key of a row before them in the day's files, and the how manieth copy each
 * is, from 1: DUPLICATE, whatever else is wrong with them (R25).
 */
export async function findLaterCopies(books: DayBooks): Promise<void> {
  const [rows] = await books.row('SELECT count(*) FROM "usage"');
  const parts = Math.ceil(Number(rows) / TOGETHER);
  await books.run('CREATE OR REPLACE TABLE repeated (h UBIGINT)');
  for (let part = 0; part < parts; part++)
    await books.run(
      `INSERT INTO repeated SELECT h FROM "usage" WHERE h % ${parts} = ${part} GROUP BY h HAVING count(*) > 1`,
    );
  await books.run(
    `CREATE OR REPLACE TABLE later_copy AS SELECT * FROM (
       SELECT rowid AS seq, row_number() OVER (PARTITION BY use_id, line_no ORDER BY rowid) - 1 AS copy
       FROM "usage" WHERE h IN (SELECT h FROM repeated)) WHERE copy > 0`,
  );
}
