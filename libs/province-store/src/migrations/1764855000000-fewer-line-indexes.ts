import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasIndex } from './is-there';

/** By these no query finds a line of usage any more: every payment paid for them (`recorded` begins as the first does). */
const UNUSED = ['relationship', 'mulaid_limit'];

/** A line of usage is found by its key, and in the order of recording by its relationship. */
export class FewerLineIndexes1764855000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const index of UNUSED)
      if (await hasIndex(runner, 'usage_line', index)) await runner.query(`ALTER TABLE usage_line DROP INDEX ${index}`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('an index that is missed is made by a later migration'));
  }
}
