import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TABLE_OPTIONS } from './table-options';

/** How far what the platform has for this province was downloaded (§6): a row for each list, from the beginning on. */
export class CatchUp1764850000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS catch_up (
         name VARCHAR(40) NOT NULL PRIMARY KEY,
         since VARCHAR(500) NULL COMMENT 'the platform''s cursor; NULL: nothing was downloaded yet',
         at BIGINT NOT NULL COMMENT 'when it last moved') ${TABLE_OPTIONS}`,
    );
    await runner.query("INSERT IGNORE INTO catch_up VALUES ('relations', NULL, 0)");
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('a cursor belongs to what was recorded with it: restore a backup instead'));
  }
}
