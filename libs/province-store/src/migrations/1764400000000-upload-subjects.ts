import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn, hasIndex } from './is-there';

/**
 * An upload is about a subject (a usage, a reversal, and whatever comes), and may have to go after another subject's:
 * the columns that knew only usages are renamed, with everything in them.
 */
export class UploadSubjects1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await rename(runner, 'use_id', "subject VARCHAR(40) NOT NULL COMMENT 'what it is about: a usage, a reversal'");
    await rename(
      runner,
      'orig_use_id',
      "after_subject VARCHAR(40) NULL COMMENT 'the subject whose upload must be confirmed before this one is sent'",
    );
    if (await hasIndex(runner, 'upload', 'usages'))
      await runner.query('ALTER TABLE upload DROP INDEX usages, ADD INDEX subject (subject)');
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('what was uploaded is never taken down: restore a backup instead'));
  }
}

/** A migration that was cut off in the middle is carried out again: what is renamed already stays. */
async function rename(runner: QueryRunner, from: string, to: string): Promise<void> {
  if (await hasColumn(runner, 'upload', from)) await runner.query(`ALTER TABLE upload CHANGE COLUMN ${from} ${to}`);
}
