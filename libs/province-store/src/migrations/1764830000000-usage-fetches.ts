import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn } from './is-there';
import { TABLE_OPTIONS } from './table-options';

/**
 * What the donor region is to fetch after a MISMATCH, and the order in which the beneficiary region's lines were recorded
 * (R28): those recorded before get it by their use ids, which rise.
 */
export class UsageFetches1764830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS usage_fetch (
         mulaid_rel_id VARCHAR(40) NOT NULL PRIMARY KEY,
         asked_by VARCHAR(70) NOT NULL COMMENT 'the inbox key of the M301 that asked last',
         since BIGINT NOT NULL,
         KEY since (since)) ${TABLE_OPTIONS}`,
    );
    if (await hasColumn(runner, 'usage_line', 'seq')) return;
    await runner.query(
      'ALTER TABLE usage_line ' +
        "ADD COLUMN seq BIGINT NOT NULL AUTO_INCREMENT COMMENT 'the order of recording', " +
        'ADD UNIQUE KEY seq (seq), ADD KEY recorded (mulaid_rel_id, seq)',
    );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was recorded is never taken down: restore a backup instead'));
  }
}
