import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `used_cnt` was usages less reversals; it counts rows now (§4), so that of limits with a reversal it is counted anew. */
export class CountedRows1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE mulaid_limit SET used_cnt =
         (SELECT COUNT(*) FROM usage_line l WHERE l.mulaid_lmt_id = mulaid_limit.mulaid_lmt_id)
       WHERE mulaid_lmt_id IN (SELECT mulaid_lmt_id FROM usage_line WHERE orig_use_id IS NOT NULL)`,
    );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('a later version may have counted on: restore a backup instead'));
  }
}
