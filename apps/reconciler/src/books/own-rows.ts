import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '@libs/province-store';
import { readTsv, sqlText, type DayBooks } from './day-books';

/** A line of usage as the province has it. */
export const LINE = {
  use_id: 'VARCHAR',
  line_no: 'INTEGER',
  orig_use_id: 'VARCHAR',
  mulaid_rel_id: 'VARCHAR',
  mulaid_lmt_id: 'VARCHAR',
  amt: 'BIGINT',
  use_ms: 'BIGINT',
  upload_ms: 'BIGINT',
} as const;

/** A table of the day's books, and the rows of the province's that it is to hold. */
export interface OwnRows {
  readonly table: string;
  /** Gives a line a row, its fields in the order of the columns. */
  readonly sql: string;
  readonly columns: Readonly<Record<string, string>>;
  /** What the table has besides, as `, expression AS name`. */
  readonly more?: string;
}

/** What finds a line's key quickly; the strings are compared besides. */
export const KEY_HASH = ', hash(use_id, line_no) AS h';

/** Brings rows of the province's database into a table of the day's books, made anew. */
export async function bringOwn(
  books: DayBooks,
  snapshot: Snapshot,
  { folder, rows }: { folder: string; rows: OwnRows },
): Promise<void> {
  const { table, sql, columns, more = '' } = rows;
  const path = join(folder, `${table}.tsv`);
  try {
    const count = await snapshot.copy(sql, path);
    await books.run(`CREATE OR REPLACE TABLE ${table} AS SELECT *${more} FROM ${tableOf(path, columns, count)}`);
  } finally {
    await rm(path, { force: true });
  }
}

/** The rows of a TSV; DuckDB reads no empty one. */
export function tableOf(path: string, columns: Readonly<Record<string, string>>, count: number): string {
  if (count > 0) return readTsv(sqlText(path), columns);
  const none = Object.entries(columns).map(([name, type]) => `NULL::${type} AS ${name}`);
  return `(SELECT ${none.join(', ')} WHERE false)`;
}
