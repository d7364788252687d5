import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasIndex } from './is-there';
import { TABLE_OPTIONS } from './table-options';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS reconciliation_run (
     day INT NOT NULL COMMENT 'in UTC+8, as 20261124',
     role VARCHAR(5) NOT NULL,
     run_no INT NOT NULL,
     state VARCHAR(10) NOT NULL COMMENT 'WAITING, RUNNING, BALANCED, UNBALANCED, FAILED',
     cause VARCHAR(20) NOT NULL COMMENT 'M501, operator, schedule, command line, earlier day',
     cnt BIGINT NULL, amt BIGINT NULL, diff_cnt BIGINT NULL, diff_amt BIGINT NULL,
     started_at BIGINT NOT NULL,
     ended_at BIGINT NULL,
     due_at BIGINT NOT NULL COMMENT 'when it is tried next, while WAITING or FAILED',
     stage VARCHAR(20) NOT NULL DEFAULT '',
     rows_done BIGINT NOT NULL DEFAULT 0,
     rows_all BIGINT NOT NULL DEFAULT 0,
     reason TEXT NULL COMMENT 'why it is WAITING or FAILED, for an operator',
     PRIMARY KEY (day, role, run_no),
     KEY open (state, due_at))`,
  `CREATE TABLE IF NOT EXISTS discrepancy (
     id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     day INT NOT NULL,
     role VARCHAR(5) NOT NULL,
     kind VARCHAR(14) NOT NULL COMMENT 'R25',
     use_id VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'empty: of a limit',
     line_no INT NOT NULL DEFAULT 0,
     mulaid_lmt_id VARCHAR(40) NOT NULL,
     copy INT NOT NULL DEFAULT 0 COMMENT 'the how manieth of that key',
     mulaid_rel_id VARCHAR(40) NULL,
     orig_use_id VARCHAR(40) NULL,
     psn_no VARCHAR(40) NULL COMMENT 'the donor whom the file names, or the beneficiary',
     amt_here BIGINT NULL, amt_there BIGINT NULL,
     gap_amt BIGINT NOT NULL DEFAULT 0 COMMENT 'what it explains of its limit, there less here: used_amt',
     gap_cnt BIGINT NOT NULL DEFAULT 0 COMMENT 'likewise, rows',
     use_time BIGINT NULL,
     upload_time BIGINT NULL,
     file VARCHAR(255) NULL,
     file_line BIGINT NULL,
     first_run INT NOT NULL,
     last_run INT NOT NULL,
     status VARCHAR(8) NOT NULL COMMENT 'OPEN, PROPOSED, MENDED, CLOSED',
     UNIQUE KEY difference (day, role, kind, use_id, line_no, mulaid_lmt_id, copy),
     KEY of_limit (mulaid_lmt_id, status),
     KEY of_run (day, role, last_run, id))`,
  `CREATE TABLE IF NOT EXISTS discrepancy_act (
     id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     discrepancy_id BIGINT NOT NULL,
     at BIGINT NOT NULL,
     sub VARCHAR(255) NOT NULL COMMENT 'the operator',
     act VARCHAR(8) NOT NULL COMMENT 'PROPOSED, APPROVED, CLOSED',
     action VARCHAR(12) NULL COMMENT 'APPLY, UPLOAD_AGAIN',
     note TEXT NULL,
     KEY discrepancy (discrepancy_id, id))`,
  `CREATE TABLE IF NOT EXISTS clearing_statement (
     month INT NOT NULL PRIMARY KEY COMMENT 'as 202611',
     msgid VARCHAR(70) NOT NULL,
     at BIGINT NOT NULL,
     body MEDIUMTEXT NOT NULL COMMENT 'JSON, in the names of the wire')`,
  `CREATE TABLE IF NOT EXISTS flag (
     id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     kind VARCHAR(12) NOT NULL COMMENT 'FAST_DRAIN, MANY_DONORS, MANY_PLACES (R33)',
     psn_no VARCHAR(40) NOT NULL,
     flag_key VARCHAR(120) NOT NULL UNIQUE COMMENT 'the same pattern is flagged once',
     at BIGINT NOT NULL,
     facts TEXT NOT NULL COMMENT 'JSON',
     mulaid_lmt_id VARCHAR(40) NULL)`,
];

/** The daily close: its runs, their differences and what people did about them (R25), clearing (R30) and flags (R33). */
export class DailyClose1764860000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`${table} ${TABLE_OPTIONS}`);
    // The beneficiary region's day is what was answered in it (R24).
    if (!(await hasIndex(runner, 'upload', 'received')))
      await runner.query('ALTER TABLE upload ADD INDEX received (state, upload_time)');
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was reconciled is never taken down: restore a backup instead'));
  }
}
