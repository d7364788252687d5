import type { Limit, Relationship } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { limitOf, selectLimitsOf } from '../rows/limit-rows';
import { relationshipOf, selectRelationshipIdsOf, selectRelationships } from '../rows/relationship-rows';
import { selectHistories } from '../rows/trail-rows';
import { textList, textOf } from '../sql-text';
import { pageLength, type ListPage, type PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** One change of a relationship's state. */
interface HistoryRow {
  /** ms UTC */
  readonly at: number;
  readonly from: string | null;
  readonly to: string;
  readonly cause: string;
}

/** A relationship with all that is shown of it. */
export interface RelationshipFile {
  readonly relationship: Relationship;
  /** In drawing order. */
  readonly limits: readonly Limit[];
  /** The states it went through, oldest first. */
  readonly history: readonly HistoryRow[];
}

/** What a relationship and a limit of it take in an answer, about, bytes. */
const RELATIONSHIP_BYTES = 1000;
const LIMIT_BYTES = 200;

/** A relationship by its id; undefined where there is none. */
export async function findRelationshipFile(source: DataSource, id: string): Promise<RelationshipFile | undefined> {
  return (await filesOf(source, [id]))[0];
}

/** The relationships a person gives or receives, by id. How many limits they have is counted before any is read. */
export async function listRelationshipsOf(
  source: DataSource,
  psnNo: string,
  { limit, after = '' }: PageAsked,
): Promise<ListPage<RelationshipFile>> {
  const found = await rowsOf(source, selectRelationshipIdsOf(psnNo, after, limit + 1));
  const ids = found.map((row) => textOf(row[0]));
  const counts = await countLimits(source, ids);
  const sizes = ids.map((id) => RELATIONSHIP_BYTES + (counts.get(id) ?? 0) * LIMIT_BYTES);
  const page = ids.slice(0, pageLength(sizes, limit));
  return { rows: await filesOf(source, page), hasMore: ids.length > page.length };
}

async function countLimits(source: DataSource, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const counted = await rowsOf(
    source,
    `SELECT mulaid_rel_id, COUNT(*) FROM mulaid_limit FORCE INDEX (relationship)
      WHERE mulaid_rel_id IN (${textList(ids)}) GROUP BY mulaid_rel_id`,
  );
  return new Map(counted.map((row) => [textOf(row[0]), Number(row[1])]));
}

async function filesOf(source: DataSource, ids: readonly string[]): Promise<RelationshipFile[]> {
  if (ids.length === 0) return [];
  const relationships = (await rowsOf(source, selectRelationships(ids))).map(relationshipOf);
  const limits = (await rowsOf(source, selectLimitsOf(ids))).map(limitOf);
  const limitsOf = Map.groupBy(limits, (limit) => limit.relationshipId);
  const historyOf = Map.groupBy(await rowsOf(source, selectHistories(ids)), (row) => textOf(row[0]));
  const known = new Map(relationships.map((each) => [each.relationshipId, each]));
  return ids.flatMap((id) => {
    const relationship = known.get(id);
    if (relationship === undefined) return [];
    const history = (historyOf.get(id) ?? []).map(([, at, from, to, cause]): HistoryRow => ({
      at: Number(at),
      from: from === null ? null : textOf(from),
      to: textOf(to),
      cause: textOf(cause),
    }));
    return [{ relationship, limits: limitsOf.get(id) ?? [], history }];
  });
}
