import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of what waits, the record that brought it is kept: should it fail alone, it is a dead letter that can be sent again. */
export class WaitingOrigins1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query(
      `SELECT 1 FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'waiting_message' AND COLUMN_NAME = 'origin'`,
    )) as unknown[];
    // One that was cut off is carried out again: what is there already stays.
    if (rows.length > 0) return;
    await runner.query(
      `ALTER TABLE waiting_message
         ADD COLUMN origin VARCHAR(300) NULL COMMENT 'as dead_letter has it',
         ADD COLUMN topic VARCHAR(249) NULL,
         ADD COLUMN incarnation VARCHAR(40) NULL,
         ADD COLUMN record LONGBLOB NULL`,
    );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was kept is never taken down: restore a backup instead'));
  }
}
