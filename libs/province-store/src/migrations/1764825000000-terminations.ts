import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn } from './is-there';

/** What is known of a relationship that is PENDING or TERMINATING, and since when it is (R8, R27–R29). */
export class Terminations1764825000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await hasColumn(runner, 'relationship', 'open_since')) return;
    await runner.query(
      'ALTER TABLE relationship ' +
        "ADD COLUMN open_since BIGINT NULL COMMENT 'since when it is PENDING or TERMINATING', " +
        "ADD COLUMN termination MEDIUMTEXT NULL COMMENT 'JSON: what came of its termination, and the end of insurance', " +
        'ADD KEY open (open_since), ' +
        'MODIFY COLUMN err_code VARCHAR(10) NULL',
    );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was recorded is never taken down: restore a backup instead'));
  }
}
