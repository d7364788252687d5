import { bytes, cut, insertRows, text } from '../sql-text';

/** A record that could not be handled, kept for a person to look at. */
export interface DeadLetter {
  /** topic/partition/offset, so that a redelivery is the same dead letter. */
  readonly origin: string;
  readonly reason: string;
  readonly topic: string;
  /** Kafka's id of the topic, where the letter came from there. */
  readonly incarnation?: string | undefined;
  readonly msgid?: string | undefined;
  readonly record: Buffer | null;
  /** Who sent it again, where it fails once more. */
  readonly by?: string | undefined;
}

/** What is kept of a record: twice as much as hex still fits the least packet that MariaDB is run with (16 MiB). */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Keeps dead letters. A redelivery changes nothing; one that fails `again`, after a redrive, gets a longer history. Of
 * a record over 4 MiB the beginning is kept; the whole of it is in Kafka, at its origin.
 */
export function insertDeadLetters(letters: readonly DeadLetter[], now: number, again: boolean): string {
  return insertRows(
    'dead_letter (origin,at,reason,topic,msgid,record,state,history)',
    letters,
    (each) =>
      `${text(each.origin)},${now},${text(reasonOf(each))},${text(each.topic)},${text(each.msgid)},` +
      `${recordValue(each.record)},'OPEN',${text(JSON.stringify(historyOf(each, now)))}`,
    again
      ? " ON DUPLICATE KEY UPDATE history=JSON_MERGE_PRESERVE(history,VALUES(history)),reason=VALUES(reason),msgid=VALUES(msgid),state=IF(state='DISCARDED',state,'OPEN')"
      : ' ON DUPLICATE KEY UPDATE id=id',
  );
}

/** A record, or the beginning of one that is too large, as an SQL literal. */
export function recordValue(record: Buffer | null): string {
  return record ? bytes(record.subarray(0, MOST_BYTES)) : 'NULL';
}

function reasonOf({ reason, record }: DeadLetter): string {
  const size = record?.length ?? 0;
  return cut(reason, 400) + (size > MOST_BYTES ? ` (${size} bytes, the first ${MOST_BYTES} kept)` : '');
}

function historyOf({ reason, by }: DeadLetter, at: number): object[] {
  return [...(by === undefined ? [] : [{ at, what: 'REDRIVEN', by }]), { at, what: reason }];
}
