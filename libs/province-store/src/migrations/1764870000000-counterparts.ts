import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasColumn, hasIndex } from './is-there';

/** The region of a person as stated: their JSON is this program's own, and within its texts quotes are escaped. */
const regionOf = (person: string): string => `LEFT(SUBSTRING_INDEX(${person}, '"insuAdmdvs":"', -1), 6)`;

/** What the database makes of each row itself, without keeping it. */
const COLUMNS = [
  [
    'own_region',
    `IF(role = 'donor', ${regionOf('donor')}, ${regionOf('benef')})`,
    'the pooling region of our own person',
  ],
  [
    'counterpart',
    `CONCAT(LEFT(IF(role = 'donor', ${regionOf('benef')}, ${regionOf('donor')}), 2), '0000')`,
    'the province of the other person',
  ],
] as const;

/** Money is cleared by counterpart province and own pooling region (R30), which every relationship has. */
export class Counterparts1764870000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [column, value, about] of COLUMNS)
      if (!(await hasColumn(runner, 'relationship', column)))
        await runner.query(
          `ALTER TABLE relationship ADD COLUMN ${column} VARCHAR(6) GENERATED ALWAYS AS (${value}) VIRTUAL COMMENT '${about}'`,
        );
    if (!(await hasIndex(runner, 'relationship', 'counterpart')))
      await runner.query('ALTER TABLE relationship ADD INDEX counterpart (counterpart, mulaid_rel_id)');
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('the schema only goes forward: restore a backup instead'));
  }
}
