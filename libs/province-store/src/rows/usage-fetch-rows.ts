import { insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** The donor region answered MISMATCH: the relationship's usages are to be got from the platform (R28). */
export interface UsageFetchRow {
  readonly relationshipId: string;
  /** The inbox key of the M301 that asked last: usages got before it do not answer it. */
  readonly askedBy: string;
  /** ms UTC */
  readonly since: number;
}

const COLUMNS = 'mulaid_rel_id,asked_by,since';

/** What is to be fetched of relationships, locked: another M301 may come while they are applied. */
export function lockUsageFetches(relationshipIds: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM usage_fetch FORCE INDEX (PRIMARY) WHERE mulaid_rel_id IN (${textList(relationshipIds)}) ORDER BY mulaid_rel_id FOR UPDATE;`;
}

/** What is to be fetched, that which has been for longest first. */
export function selectUsageFetches(most: number): string {
  return `SELECT ${COLUMNS} FROM usage_fetch FORCE INDEX (since) ORDER BY since LIMIT ${most}`;
}

/** A row of usage_fetch. */
export function usageFetchOf(row: SqlRow): UsageFetchRow {
  return { relationshipId: textOf(row[0]), askedBy: textOf(row[1]), since: Number(row[2]) };
}

/** One that was asked for before is asked for anew. */
export function upsertUsageFetches(rows: readonly UsageFetchRow[]): string {
  return insertRows(
    `usage_fetch (${COLUMNS})`,
    rows,
    ({ relationshipId, askedBy, since }) => `${text(relationshipId)},${text(askedBy)},${since}`,
    ' ON DUPLICATE KEY UPDATE asked_by=VALUES(asked_by),since=VALUES(since)',
  );
}

/** The usages are here. */
export function deleteUsageFetches(relationshipIds: readonly string[]): string {
  return relationshipIds.length === 0
    ? ''
    : `DELETE FROM usage_fetch WHERE mulaid_rel_id IN (${textList(relationshipIds)});`;
}
