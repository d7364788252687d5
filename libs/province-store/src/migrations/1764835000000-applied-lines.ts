import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TABLE_OPTIONS } from './table-options';

const LINE = `
     use_id VARCHAR(40) NOT NULL,
     line_no INT NOT NULL,
     day INT NOT NULL COMMENT 'of upload_time in UTC+8, as 20261124',
     orig_use_id VARCHAR(40) NULL COMMENT 'the usage that this line reverses',
     mulaid_rel_id VARCHAR(40) NOT NULL,
     mulaid_lmt_id VARCHAR(40) NOT NULL,
     amt BIGINT NOT NULL,
     use_time BIGINT NOT NULL,
     upload_time BIGINT NOT NULL,`;

const TABLES = [
  `CREATE TABLE IF NOT EXISTS applied_line (${LINE}
     reversed_by VARCHAR(40) NULL COMMENT 'use_id of the reversal that was applied to it',
     PRIMARY KEY (use_id, line_no),
     KEY relationship (mulaid_rel_id, upload_time),
     KEY day (day))`,
  `CREATE TABLE IF NOT EXISTS unapplied_line (
     seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,${LINE}
     psn_no VARCHAR(40) NOT NULL COMMENT 'the donor',
     kind VARCHAR(14) NOT NULL COMMENT 'why, when it was last tried (R25)',
     UNIQUE KEY line (use_id, line_no, day),
     KEY donor (psn_no))`,
];

/** The donor region's lines of usage (R23): those that were applied, and those that wait for it. */
export class AppliedLines1764835000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`${table} ${TABLE_OPTIONS}`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was applied is never taken down: restore a backup instead'));
  }
}
