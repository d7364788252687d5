/** How the rows of one table are known and written. Each text is complete SQL, or nothing where there are no rows. */
export interface Table<Row> {
  readonly keyOf: (row: Row) => string;
  /** New rows; a key that another transaction wrote meanwhile fails with 1062. */
  insert(rows: readonly Row[]): string;
  /** Rows that are there already. */
  update(rows: readonly Row[]): string;
  /** Takes rows out, where rows of this table ever go. */
  remove?(keys: readonly string[]): string;
  /** New rows are written in the order of recording, which their numbers then keep; else sorted by key. */
  readonly keepsOrder?: boolean;
}
