import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn, hasIndex } from './is-there';

/** Each index of a table that a list or a look goes by, because without it the database would go through all rows. */
const INDEXES = [
  ['ledger_entry', 'history', 'mulaid_rel_id, to_state'],
  ['upload', 'made', 'state, created_at'],
  // Instead of the unique one over `seq` alone, in which MariaDB sorts what has no number yet.
  ['ledger_batch', 'place', 'seq, id'],
] as const;

/** So many batches a statement. */
const BATCHES = 100_000;

/** Lists and looks that go by an index whatever the number of rows, and know a letter's length without reading it. */
export class QuickLists1764820000000 implements MigrationInterface {
  // Cut off in the middle, it is carried out again.
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, index, columns] of INDEXES)
      if (!(await hasIndex(runner, table, index)))
        await runner.query(`ALTER TABLE ${table} ADD INDEX ${index} (${columns})`);
    if (await hasIndex(runner, 'ledger_batch', 'seq')) await runner.query('ALTER TABLE ledger_batch DROP INDEX seq');
    if (!(await hasColumn(runner, 'dead_letter', 'record_bytes')))
      await runner.query(
        "ALTER TABLE dead_letter ADD COLUMN record_bytes INT NOT NULL DEFAULT 0 COMMENT 'of record, as it is kept'",
      );
    await runner.query(
      'UPDATE dead_letter SET record_bytes = LENGTH(record) WHERE record_bytes = 0 AND record IS NOT NULL',
    );
    await renumber(runner);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('numbers given out are not taken back: restore a backup instead'));
  }
}

/** Batches that moved no money had numbers among those of the others: they get one below all, as later ones do. */
async function renumber(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query('SELECT MAX(id) AS last FROM ledger_batch')) as { last: string | null }[];
  for (let from = 0; from <= Number(row?.last ?? -1); from += BATCHES)
    await runner.query(
      `UPDATE ledger_batch SET seq = -id WHERE id >= ${from} AND id < ${from + BATCHES} AND seq > 0 AND NOT EXISTS
         (SELECT 1 FROM ledger_entry e WHERE e.batch_id = ledger_batch.id AND e.amt IS NOT NULL)`,
    );
}
