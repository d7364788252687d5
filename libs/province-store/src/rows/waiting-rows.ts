import { contentHashOf, type ContentHash, type OrderInfno, type PlatformOrder } from '@libs/mutual-aid';
import { hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';
import { recordValue } from './letter-rows';

/** The record that brought a message, for the dead letter that it may become. */
export interface WaitingOrigin {
  /** topic/partition/offset */
  readonly origin: string;
  readonly topic: string;
  /** Kafka's id of the topic: a topic made anew counts its offsets from 0 again, and they are others. */
  readonly incarnation?: string | undefined;
  readonly record: Buffer | null;
  /** The record's `traceparent`, where it had one; in memory alone. */
  readonly traceparent?: string | undefined;
}

/** A message that arrived before what it names (§2); it waits in the database, so a restart loses nothing. */
export interface WaitingMessage {
  readonly key: string;
  /** The msgid as received, for the answer. */
  readonly refMsgid: string;
  readonly contentHash: ContentHash;
  readonly relationshipId: string;
  /** Set where the relationship is here and only the limit is not. */
  readonly limitId?: string | undefined;
  readonly infno: OrderInfno;
  /** Absent where what was kept of it cannot be read. */
  readonly order: PlatformOrder | undefined;
  /** Known of a new one; else it is read by itself, being large. */
  readonly from?: WaitingOrigin | undefined;
  /** First arrival, ms UTC. */
  readonly arrivedAt: number;
}

const COLUMNS = 'msgid,ref_msgid,content_hash,mulaid_rel_id,mulaid_lmt_id,infno,body,arrived_at';
const ORIGIN = 'origin,topic,incarnation,record';

/**
 * What waits for relationships, in order of first arrival. Locked, because a message whose relationship is unknown
 * has no person to lock: its time-out and its being taken up must not both happen.
 */
export function selectWaiting(relationshipIds: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM waiting_message FORCE INDEX (relationship) WHERE mulaid_rel_id IN (${textList(relationshipIds)}) ORDER BY arrived_at,arrival FOR UPDATE;`;
}

/** A row of waiting_message. */
export function waitingOf(row: SqlRow): WaitingMessage {
  return {
    key: textOf(row[0]),
    refMsgid: textOf(row[1]),
    contentHash: contentHashOf(hexOf(row[2])),
    relationshipId: textOf(row[3]),
    limitId: (row[4] ?? undefined) as string | undefined,
    infno: textOf(row[5]) as OrderInfno,
    order: orderOf(textOf(row[5]), textOf(row[6])),
    arrivedAt: Number(row[7]),
  };
}

/** A row that cannot be read is one message's misfortune, and not that of all who wait beside it. */
function orderOf(infno: string, body: string): PlatformOrder | undefined {
  try {
    return { infno, body: JSON.parse(body, revive) as unknown } as PlatformOrder;
  } catch {
    return undefined;
  }
}

/** The records that brought these messages. */
export function selectWaitingOrigins(keys: Iterable<string>): string {
  return `SELECT msgid,${ORIGIN} FROM waiting_message FORCE INDEX (msgid) WHERE msgid IN (${textList(keys)});`;
}

/** A row of selectWaitingOrigins; without an origin where an earlier version kept it. */
export function waitingOriginOf(row: SqlRow): { readonly key: string; readonly from: WaitingOrigin | undefined } {
  const [key, origin, topic, incarnation, record] = row;
  if (origin === null || origin === undefined) return { key: textOf(key), from: undefined };
  const isBytes = Buffer.isBuffer(record);
  const from = { origin: textOf(origin), topic: textOf(topic), record: isBytes ? record : null };
  return { key: textOf(key), from: { ...from, incarnation: (incarnation ?? undefined) as string | undefined } };
}

/** New waiting messages, in order of arrival; one that waits already only learns what it now waits for. */
export function insertWaiting(messages: readonly WaitingMessage[]): string {
  return insertRows(
    `waiting_message (${COLUMNS},${ORIGIN})`,
    messages,
    (each) =>
      `${text(each.key)},${text(each.refMsgid)},X'${each.contentHash}',${text(each.relationshipId)},${text(each.limitId)},` +
      `${text(each.infno)},${text(JSON.stringify(each.order?.body, mark))},${each.arrivedAt},${originValues(each.from)}`,
    ' ON DUPLICATE KEY UPDATE mulaid_lmt_id=VALUES(mulaid_lmt_id)',
  );
}

function originValues(from: WaitingOrigin | undefined): string {
  if (from === undefined) return 'NULL,NULL,NULL,NULL';
  const { origin, topic, incarnation, record } = from;
  return `${text(origin)},${text(topic)},${text(incarnation)},${recordValue(record)}`;
}

/** Takes messages out of the waiting room. */
export function deleteWaiting(keys: readonly string[]): string {
  return keys.length === 0 ? '' : `DELETE FROM waiting_message WHERE msgid IN (${textList(keys)});`;
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
