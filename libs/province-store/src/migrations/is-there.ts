import type { QueryRunner } from 'typeorm';

/** Whether a table of this database has a column. Asked for, because `IF NOT EXISTS` in ALTER is MariaDB's alone. */
export function hasColumn(runner: QueryRunner, table: string, column: string): Promise<boolean> {
  return finds(runner, 'COLUMNS', 'COLUMN_NAME', [table, column]);
}

/** Likewise an index. */
export function hasIndex(runner: QueryRunner, table: string, index: string): Promise<boolean> {
  return finds(runner, 'STATISTICS', 'INDEX_NAME', [table, index]);
}

async function finds(runner: QueryRunner, view: string, column: string, names: readonly string[]): Promise<boolean> {
  const rows = (await runner.query(
    `SELECT 1 FROM information_schema.${view} WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND ${column} = ?`,
    [...names],
  )) as unknown[];
  return rows.length > 0;
}
