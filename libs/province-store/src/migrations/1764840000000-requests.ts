import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TABLE_OPTIONS } from './table-options';

/** What windows and the core system asked for once, and what came of it (R14, R8). */
export class Requests1764840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS request (
         request_id VARCHAR(100) NOT NULL PRIMARY KEY COMMENT 'of an end of insurance: psn_no, chg_type and chg_time',
         content_hash BINARY(32) NOT NULL,
         made MEDIUMTEXT NOT NULL COMMENT 'JSON: the ids of what it made or ended',
         at BIGINT NOT NULL) ${TABLE_OPTIONS}`,
    );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was asked for is never taken down: restore a backup instead'));
  }
}
