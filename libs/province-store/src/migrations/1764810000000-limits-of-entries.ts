import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn } from './is-there';

/** A line of the trail says which limits it is about (R32). */
export class LimitsOfEntries1764810000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (!(await hasColumn(runner, 'ledger_entry', 'limit_ids')))
      await runner.query(
        "ALTER TABLE ledger_entry ADD COLUMN limit_ids MEDIUMTEXT NULL COMMENT 'JSON: [mulaid_lmt_id]'",
      );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('the trail is append-only: restore a backup instead'));
  }
}
