import type { DataSource } from 'typeorm';
import type { SqlRow } from '../sql-text';

/** The rows of a query as the ledger's connections give them: columns in order. */
export async function rowsOf(source: DataSource, sql: string): Promise<SqlRow[]> {
  const found = await source.query<Record<string, SqlRow[number]>[]>(sql);
  return found.map((row) => Object.values(row));
}
