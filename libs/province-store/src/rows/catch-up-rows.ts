import { insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** How far a list of the platform's was downloaded (§6). */
export interface CatchUpRow {
  /** The list: `RELATIONS`. */
  readonly name: string;
  /** The platform's cursor; absent where nothing was downloaded yet. */
  readonly since: string | undefined;
  /** When it last moved, ms UTC. */
  readonly at: number;
}

/** The list of what was pushed or waits for this province as beneficiary region. */
export const RELATIONS = 'relations';

const COLUMNS = 'name,since,at';

/** How far these lists were downloaded. */
export function selectCatchUps(names: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM catch_up FORCE INDEX (PRIMARY) WHERE name IN (${textList(names)})`;
}

/** Likewise, locked: of two who downloaded the same page one comes second. */
export function lockCatchUps(names: Iterable<string>): string {
  return `${selectCatchUps(names)} FOR UPDATE;`;
}

/** A row of catch_up. */
export function catchUpOf(row: SqlRow): CatchUpRow {
  return { name: textOf(row[0]), since: row[1] === null ? undefined : textOf(row[1]), at: Number(row[2]) };
}

/** Moves cursors. */
export function upsertCatchUps(rows: readonly CatchUpRow[]): string {
  return insertRows(
    `catch_up (${COLUMNS})`,
    rows,
    ({ name, since, at }) => `${text(name)},${text(since)},${at}`,
    ' ON DUPLICATE KEY UPDATE since=VALUES(since),at=VALUES(at)',
  );
}
