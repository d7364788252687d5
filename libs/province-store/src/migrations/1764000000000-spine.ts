import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TABLE_OPTIONS } from './table-options';

/** The tables of the spine. Ids are utf8mb4_bin like the connection; money is BIGINT fen, times are BIGINT ms UTC. */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS insured_person (
     psn_no VARCHAR(40) NOT NULL PRIMARY KEY,
     psn_name VARCHAR(50) NOT NULL,
     psn_cert_type CHAR(2) NOT NULL,
     certno VARCHAR(40) NOT NULL,
     insu_admdvs CHAR(6) NOT NULL,
     enrolments VARCHAR(2000) NOT NULL COMMENT 'JSON: [{insutype, state}]',
     opening BIGINT NULL, balance BIGINT NULL, frozen BIGINT NULL,
     moved TINYINT NOT NULL DEFAULT 0,
     live_given INT NOT NULL DEFAULT 0,
     day INT NOT NULL DEFAULT 0, day_count INT NOT NULL DEFAULT 0, day_amt BIGINT NOT NULL DEFAULT 0,
     month INT NOT NULL DEFAULT 0, month_count INT NOT NULL DEFAULT 0, month_amt BIGINT NOT NULL DEFAULT 0,
     year INT NOT NULL DEFAULT 0, year_count INT NOT NULL DEFAULT 0, year_amt BIGINT NOT NULL DEFAULT 0,
     version BIGINT NOT NULL DEFAULT 1,
     CONSTRAINT frozen_within_balance CHECK (frozen >= 0 AND frozen <= balance))`,
  `CREATE TABLE IF NOT EXISTS relationship (
     mulaid_rel_id VARCHAR(40) NOT NULL PRIMARY KEY,
     role VARCHAR(5) NOT NULL,
     state VARCHAR(11) NOT NULL,
     donor_psn_no VARCHAR(40) NOT NULL,
     benef_psn_no VARCHAR(40) NOT NULL,
     donor VARCHAR(1000) NOT NULL COMMENT 'JSON: the person as stated',
     benef VARCHAR(1000) NOT NULL COMMENT 'JSON: the person as stated',
     rel_type CHAR(2) NOT NULL,
     commit_no VARCHAR(64) NOT NULL,
     commit_time BIGINT NOT NULL,
     chnl CHAR(1) NOT NULL,
     estab_time BIGINT NOT NULL,
     content_hash BINARY(32) NOT NULL,
     err_code CHAR(3) NULL,
     live TINYINT AS (IF(state IN ('PENDING', 'EFFECTIVE', 'TERMINATING'), 1, NULL)) STORED,
     UNIQUE KEY pair (donor_psn_no, benef_psn_no, live),
     KEY benef (benef_psn_no))`,
  `CREATE TABLE IF NOT EXISTS mulaid_limit (
     mulaid_lmt_id VARCHAR(40) NOT NULL PRIMARY KEY,
     mulaid_rel_id VARCHAR(40) NOT NULL,
     state VARCHAR(9) NOT NULL,
     lmt_amt BIGINT NOT NULL,
     used_amt BIGINT NOT NULL DEFAULT 0,
     used_cnt INT NOT NULL DEFAULT 0,
     ret_amt BIGINT NOT NULL DEFAULT 0,
     set_time BIGINT NOT NULL,
     KEY relationship (mulaid_rel_id),
     CONSTRAINT never_overspent CHECK (used_amt >= 0 AND ret_amt >= 0 AND used_amt + ret_amt <= lmt_amt))`,
  `CREATE TABLE IF NOT EXISTS inbox (
     msgid VARCHAR(70) NOT NULL PRIMARY KEY,
     infno CHAR(4) NOT NULL,
     content_hash BINARY(32) NOT NULL,
     infcode VARCHAR(2) NULL COMMENT 'NULL while the message waits',
     err_code CHAR(3) NULL,
     err_msg VARCHAR(500) NULL,
     output MEDIUMTEXT NULL,
     received_at BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS waiting_message (
     arrival BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     msgid VARCHAR(70) NOT NULL UNIQUE,
     ref_msgid LONGTEXT NOT NULL,
     content_hash BINARY(32) NOT NULL,
     mulaid_rel_id VARCHAR(40) NOT NULL,
     mulaid_lmt_id VARCHAR(40) NULL COMMENT 'set where the relationship is here and the limit is not',
     infno CHAR(4) NOT NULL,
     body LONGTEXT NOT NULL,
     arrived_at BIGINT NOT NULL,
     KEY relationship (mulaid_rel_id),
     KEY arrived (arrived_at))`,
  `CREATE TABLE IF NOT EXISTS ledger_batch (
     id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     seq BIGINT NULL UNIQUE COMMENT 'commit order, given when first read',
     at BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ledger_entry (
     batch_id BIGINT NOT NULL,
     line INT NOT NULL,
     psn_no VARCHAR(40) NOT NULL,
     at BIGINT NOT NULL,
     cause VARCHAR(10) NOT NULL,
     ref VARCHAR(70) NOT NULL,
     mulaid_rel_id VARCHAR(40) NULL,
     from_state VARCHAR(11) NULL,
     to_state VARCHAR(11) NULL,
     amt BIGINT NULL, balance BIGINT NULL, frozen BIGINT NULL,
     PRIMARY KEY (batch_id, line),
     KEY person (psn_no))`,
  `CREATE TABLE IF NOT EXISTS outbox (
     batch_id BIGINT NOT NULL PRIMARY KEY,
     answers LONGTEXT NOT NULL COMMENT 'JSON: msgids whose answer the inbox holds, or whole answers',
     created_at BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS account_movement (
     movement_id VARCHAR(40) NOT NULL PRIMARY KEY,
     psn_no VARCHAR(40) NOT NULL,
     content_hash BINARY(32) NOT NULL,
     direction VARCHAR(3) NOT NULL,
     amt BIGINT NOT NULL,
     reason VARCHAR(200) NOT NULL,
     balance BIGINT NOT NULL, frozen BIGINT NOT NULL,
     at BIGINT NOT NULL,
     KEY person (psn_no))`,
  `CREATE TABLE IF NOT EXISTS dead_letter (
     id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     origin VARCHAR(255) NOT NULL UNIQUE COMMENT 'topic/partition/offset: a redelivery is the same dead letter',
     at BIGINT NOT NULL,
     reason VARCHAR(500) NOT NULL,
     topic VARCHAR(200) NOT NULL,
     msgid LONGTEXT NULL,
     record LONGBLOB NULL,
     state VARCHAR(9) NOT NULL,
     history LONGTEXT NOT NULL COMMENT 'JSON: [{at, what, by?}]',
     KEY open (state, id))`,
  `CREATE TABLE IF NOT EXISTS lease (name VARCHAR(40) NOT NULL PRIMARY KEY, holder VARCHAR(80) NOT NULL, \`until\` BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS serial_block (name VARCHAR(40) NOT NULL PRIMARY KEY, next_serial BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS commit_sequence (one TINYINT NOT NULL PRIMARY KEY, last_seq BIGINT NOT NULL)`,
  `INSERT IGNORE INTO commit_sequence VALUES (1, 0)`,
];

/** Creates the spine's tables in an empty database. */
export class Spine1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
    for (const table of TABLES) {
      await runner.query(table.startsWith('CREATE') ? `${table} ${TABLE_OPTIONS}` : table);
    }
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('the first tables are never taken down: restore a backup instead'));
  }
}
