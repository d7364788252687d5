import { contentHashOf, type ContentHash, type PlatformOrder } from '@libs/mutual-aid';
import { hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** A message that arrived before what it names (§2); it waits in the database, so a restart loses nothing. */
export interface WaitingMessage {
  readonly key: string;
  /** The msgid as received, for the answer. */
  readonly refMsgid: string;
  readonly contentHash: ContentHash;
  readonly relationshipId: string;
  /** Set where the relationship is here and only the limit is not. */
  readonly limitId?: string | undefined;
  readonly order: PlatformOrder;
  /** First arrival, ms UTC. */
  readonly arrivedAt: number;
}

const COLUMNS = 'msgid,ref_msgid,content_hash,mulaid_rel_id,mulaid_lmt_id,infno,body,arrived_at';

/**
 * What waits for relationships, in order of first arrival. Locked, because a message whose relationship is unknown
 * has no person to lock: its time-out and its being taken up must not both happen.
 */
export function selectWaiting(relationshipIds: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM waiting_message FORCE INDEX (relationship) WHERE mulaid_rel_id IN (${textList(relationshipIds)}) ORDER BY arrival FOR UPDATE;`;
}

/** A row of waiting_message. */
export function waitingOf(row: SqlRow): WaitingMessage {
  return {
    key: textOf(row[0]),
    refMsgid: textOf(row[1]),
    contentHash: contentHashOf(hexOf(row[2])),
    relationshipId: textOf(row[3]),
    limitId: (row[4] ?? undefined) as string | undefined,
    order: { infno: row[5], body: JSON.parse(textOf(row[6]), revive) as unknown } as PlatformOrder,
    arrivedAt: Number(row[7]),
  };
}

/** New waiting messages, in order of arrival; one that waits already only learns what it now waits for. */
export function insertWaiting(messages: readonly WaitingMessage[]): string {
  return insertRows(
    `waiting_message (${COLUMNS})`,
    messages,
    (each) =>
      `${text(each.key)},${text(each.refMsgid)},X'${each.contentHash}',${text(each.relationshipId)},${text(each.limitId)},` +
      `'${each.order.infno}',${text(JSON.stringify(each.order.body, mark))},${each.arrivedAt}`,
    ' ON DUPLICATE KEY UPDATE mulaid_lmt_id=VALUES(mulaid_lmt_id)',
  );
}

/** Takes messages out of the waiting room. */
export function deleteWaiting(keys: readonly string[]): string {
  return keys.length === 0 ? '' : `DELETE FROM waiting_message WHERE msgid IN (${textList(keys)});`;
}

/** Relationships for which something waits that is there by now, that will never be there, or whose time is up. */
export function selectRipeWaiting(arrivedBefore: number, most: number): string {
  return (
    `SELECT DISTINCT w.mulaid_rel_id FROM waiting_message w LEFT JOIN relationship r USING (mulaid_rel_id) ` +
    `LEFT JOIN mulaid_limit l ON l.mulaid_lmt_id = w.mulaid_lmt_id AND l.mulaid_rel_id = w.mulaid_rel_id ` +
    `WHERE w.arrived_at <= ${arrivedBefore} OR (w.mulaid_lmt_id IS NULL AND r.mulaid_rel_id IS NOT NULL) ` +
    `OR l.mulaid_lmt_id IS NOT NULL OR r.state IN ('REFUSED','REVOKED','TERMINATED') LIMIT ${most}`
  );
}

/** Fen are bigints, which JSON does not know: they are kept under a mark, wherever in a body they stand. */
interface MarkedFen {
  readonly $fen: string;
}

function mark(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? ({ $fen: value.toString() } satisfies MarkedFen) : value;
}

function revive(key: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '$fen' in value) return BigInt((value as MarkedFen).$fen);
  // Kept by a version before the mark, which knew one amount: that of a limit.
  return key === 'amount' && typeof value === 'string' ? BigInt(value) : value;
}
