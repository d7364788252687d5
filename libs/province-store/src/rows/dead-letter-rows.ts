import { bytes, insertRows, text } from '../sql-text';

/** A record that could not be handled, kept for a person to look at. */
export interface DeadLetter {
  /** topic/partition/offset, so that a redelivery is the same dead letter. */
  readonly origin: string;
  readonly reason: string;
  readonly topic: string;
  readonly msgid?: string | undefined;
  readonly record: Buffer | null;
}

/** Keeps dead letters. A redelivery changes nothing; one that fails `again`, after a redrive, gets a longer history. */
export function insertDeadLetters(letters: readonly DeadLetter[], now: number, again: boolean): string {
  return insertRows(
    'dead_letter (origin,at,reason,topic,msgid,record,state,history)',
    letters,
    (each) =>
      `${text(each.origin)},${now},${text(each.reason.slice(0, 500))},${text(each.topic)},${text(each.msgid)},` +
      `${each.record ? bytes(each.record) : 'NULL'},'OPEN',${text(JSON.stringify([{ at: now, what: each.reason }]))}`,
    again
      ? " ON DUPLICATE KEY UPDATE history=JSON_MERGE_PRESERVE(history,VALUES(history)),reason=VALUES(reason),state='OPEN'"
      : ' ON DUPLICATE KEY UPDATE id=id',
  );
}
