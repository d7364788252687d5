import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TABLE_OPTIONS } from './table-options';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS usage_record (
     use_id VARCHAR(40) NOT NULL PRIMARY KEY,
     setl_id VARCHAR(40) NOT NULL UNIQUE,
     psn_no VARCHAR(40) NOT NULL,
     content_hash BINARY(32) NOT NULL,
     scene CHAR(1) NOT NULL,
     med_type VARCHAR(40) NULL,
     fixmedins_code VARCHAR(40) NULL,
     use_time BIGINT NOT NULL,
     pay_amt BIGINT NOT NULL, acct_pay BIGINT NOT NULL, acct_mulaid_pay BIGINT NOT NULL, psn_cash_pay BIGINT NOT NULL,
     line_items MEDIUMTEXT NOT NULL COMMENT 'JSON: [[line_no, mulaid_rel_id, mulaid_lmt_id, amt, balc]]',
     recorded_at BIGINT NOT NULL,
     reversal_use_id VARCHAR(40) NULL UNIQUE COMMENT 'NULL while it is PAID',
     reversed_at BIGINT NULL,
     reversal_items MEDIUMTEXT NULL,
     KEY person (psn_no),
     CONSTRAINT paid_in_full CHECK (acct_pay + acct_mulaid_pay + psn_cash_pay = pay_amt))`,
  `CREATE TABLE IF NOT EXISTS usage_line (
     use_id VARCHAR(40) NOT NULL,
     line_no INT NOT NULL,
     orig_use_id VARCHAR(40) NULL COMMENT 'the usage that this line reverses',
     mulaid_rel_id VARCHAR(40) NOT NULL,
     mulaid_lmt_id VARCHAR(40) NOT NULL,
     amt BIGINT NOT NULL,
     use_time BIGINT NOT NULL,
     PRIMARY KEY (use_id, line_no),
     KEY relationship (mulaid_rel_id),
     KEY mulaid_limit (mulaid_lmt_id))`,
  `CREATE TABLE IF NOT EXISTS upload (
     seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     msgid VARCHAR(30) NOT NULL UNIQUE,
     infno CHAR(4) NOT NULL,
     record_key VARCHAR(40) NOT NULL,
     body MEDIUMTEXT NOT NULL COMMENT 'JSON, in the names of the wire',
     use_id VARCHAR(40) NOT NULL,
     orig_use_id VARCHAR(40) NULL COMMENT 'of an M412: the usage whose M411 must be answered first',
     state VARCHAR(9) NOT NULL COMMENT 'HELD, PENDING, CONFIRMED, REFUSED, REPLACED',
     held_key VARCHAR(40) AS (IF(state = 'HELD', record_key, NULL)) STORED COMMENT 'finds what is held back, almost nothing',
     tries INT NOT NULL,
     next_at BIGINT NOT NULL,
     created_at BIGINT NOT NULL,
     upload_time BIGINT NULL COMMENT 'the platform''s time of receipt',
     err_code VARCHAR(10) NULL,
     err_msg VARCHAR(500) NULL,
     KEY due (state, next_at),
     KEY usages (use_id),
     KEY held (held_key, seq))`,
];

/** Usages, their lines and their uploads (R16–R22, R19). */
export class Usages1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`${table} ${TABLE_OPTIONS}`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was paid is never taken down: restore a backup instead'));
  }
}
