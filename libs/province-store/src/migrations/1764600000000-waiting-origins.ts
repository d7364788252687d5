import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn } from './is-there';

/** Of what waits, the record that brought it is kept: should it fail alone, it is a dead letter that can be sent again. */
export class WaitingOrigins1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One that was cut off is carried out again: what is there already stays.
    if (await hasColumn(runner, 'waiting_message', 'origin')) return;
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
