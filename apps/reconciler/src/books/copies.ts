import type { DayBooks } from './day-books';

/**
 * Notes in `later_copy` which rows repeat the key of a row before them in the day's files, and the how manieth copy each
 * is, from 1: DUPLICATE, whatever else is wrong with them (R25).
 */
export async function findLaterCopies(books: DayBooks): Promise<void> {
  await books.run(
    `CREATE OR REPLACE TABLE later_copy AS SELECT * FROM (
       SELECT rowid AS seq, row_number() OVER (PARTITION BY use_id, line_no ORDER BY rowid) - 1 AS copy
       FROM "usage" WHERE h IN (SELECT h FROM "usage" GROUP BY h HAVING count(*) > 1)) WHERE copy > 0`,
  );
}
