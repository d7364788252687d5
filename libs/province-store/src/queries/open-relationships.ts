import type { RelationshipState } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { text, textOf } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** A relationship that is PENDING or TERMINATING. */
export interface OpenRelationship {
  readonly relationshipId: string;
  readonly state: RelationshipState;
  /** ms UTC */
  readonly since: number;
  /** Where to go on after it. */
  readonly cursor: string;
}

/** Relationships that have been PENDING or TERMINATING since `before` (ms UTC) or longer, the longest first. */
export async function listOpenRelationships(
  source: DataSource,
  { before, limit, after }: PageAsked & { readonly before: number },
): Promise<ListPage<OpenRelationship>> {
  const found = await rowsOf(
    source,
    `SELECT mulaid_rel_id, state, open_since FROM relationship FORCE INDEX (open) WHERE open_since IS NOT NULL ` +
      `AND open_since <= ${before} ${behind(after)}ORDER BY open_since, mulaid_rel_id LIMIT ${limit + 1}`,
  );
  const rows = found.slice(0, limit).map(([id, state, since]): OpenRelationship => ({
    relationshipId: textOf(id),
    state: state as RelationshipState,
    since: Number(since),
    cursor: `${textOf(since)}.${textOf(id)}`,
  }));
  return { rows, hasMore: found.length > limit };
}

function behind(cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const [since = '', id = ''] = cursor.split('.');
  const from = BigInt(since);
  return `AND open_since >= ${from} AND (open_since > ${from} OR mulaid_rel_id > ${text(id)}) `;
}
