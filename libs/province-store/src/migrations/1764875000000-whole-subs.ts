import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A token's `sub` is the person, however long it is: two that begin alike are two people. */
export class WholeSubs1764875000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE discrepancy_act MODIFY sub TEXT NOT NULL COMMENT 'the operator'");
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('the schema only goes forward: restore a backup instead'));
  }
}
