import { escape } from 'mysql2';

// Between single quotes a double quote stands for itself, and JSON is full of them.
const NEEDS_ESCAPE = /['\\\0\b\t\n\r\x1a]/;

/** A string as an SQL literal, NULL where absent. */
export function text(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  return NEEDS_ESCAPE.test(value) ? escape(value) : `'${value}'`;
}

/** The first characters of a text, as many as a column counts: code points, so that no pair is cut in half. */
export function cut(value: string, most: number): string {
  return value.length <= most ? value : [...value.slice(0, 2 * most)].slice(0, most).join('');
}

/** Bytes as an SQL literal. */
export function bytes(value: Buffer): string {
  return `X'${value.toString('hex')}'`;
}

/** A BINARY column as hex. */
export function hexOf(value: SqlRow[number] | undefined): string {
  return Buffer.isBuffer(value) ? value.toString('hex') : '';
}

/** A list of strings for IN (…); never empty, because `IN ()` is not SQL. */
export function textList(values: Iterable<string>): string {
  let list = '';
  for (const value of values) list += list === '' ? text(value) : `,${text(value)}`;
  return list === '' ? 'NULL' : list;
}

/** One multi-row INSERT, or nothing where there are no rows. `tail` is an ON DUPLICATE KEY UPDATE clause. */
export function insertRows<Row>(head: string, rows: readonly Row[], values: (row: Row) => string, tail = ''): string {
  if (rows.length === 0) return '';
  let sql = `INSERT INTO ${head} VALUES `;
  for (let i = 0; i < rows.length; i++) sql += (i === 0 ? '(' : ',(') + values(rows[i] as Row) + ')';
  return `${sql}${tail};`;
}

/** A row as the driver gives it on the ledger's connections: columns in order, BIGINT as text. */
export type SqlRow = readonly (string | number | Buffer | null)[];

/** A column that is never NULL, as text. */
export function textOf(value: SqlRow[number] | undefined): string {
  return String(value);
}
