import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn } from './is-there';

/** What the paying wallet needs: whether a limit has any usage line, reversed or not (E40). */
export class Wallet1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A crash between a statement and its line in `migration` runs it again.
    if (!(await hasColumn(runner, 'mulaid_limit', 'ever_used')))
      await runner.query('ALTER TABLE mulaid_limit ADD COLUMN ever_used TINYINT(1) NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mulaid_limit DROP COLUMN ever_used');
  }
}
