import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn, hasIndex } from './is-there';

const IDENTITY = "COMMENT 'letter-rows.ts: recordLetter, uploadLetter'";

/**
 * Dead letters were told by topic, partition and offset, which a topic made anew gives out again: now by a hash of that,
 * of the topic's id and of the record. Of the letters that are here nobody knows the topic's id. A Kafka topic may have
 * 249 characters; its partition and offset come behind it.
 */
export class LetterIdentity1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A migration that was cut off in the middle is carried out again.
    if (!(await hasColumn(runner, 'dead_letter', 'incarnation')))
      await runner.query(
        "ALTER TABLE dead_letter ADD COLUMN incarnation VARCHAR(40) NULL COMMENT 'Kafka''s id of the topic'",
      );
    if (!(await hasColumn(runner, 'dead_letter', 'identity')))
      await runner.query(`ALTER TABLE dead_letter ADD COLUMN identity BINARY(32) NULL ${IDENTITY}`);
    await runner.query(
      `UPDATE dead_letter SET identity = UNHEX(SHA2(CASE topic WHEN 'upload' THEN origin
         ELSE CONCAT(origin, '  ', SHA2(COALESCE(record, ''), 256)) END, 256)) WHERE identity IS NULL`,
    );
    await runner.query(`ALTER TABLE dead_letter MODIFY COLUMN identity BINARY(32) NOT NULL ${IDENTITY}`);
    if (!(await hasIndex(runner, 'dead_letter', 'identity')))
      await runner.query('ALTER TABLE dead_letter ADD UNIQUE KEY identity (identity)');
    if (await hasIndex(runner, 'dead_letter', 'origin'))
      await runner.query('ALTER TABLE dead_letter DROP INDEX origin');
    await runner.query(
      "ALTER TABLE dead_letter MODIFY COLUMN origin VARCHAR(300) NOT NULL COMMENT 'topic/partition/offset'",
    );
    await runner.query('ALTER TABLE dead_letter MODIFY COLUMN topic VARCHAR(249) NOT NULL');
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('letters of the same offset would be lost: restore a backup instead'));
  }
}
