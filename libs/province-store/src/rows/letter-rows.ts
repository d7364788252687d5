import { hash } from 'node:crypto';
import { bytes, cut, hexOf, insertRows, text, textOf, type SqlRow } from '../sql-text';

/** OPEN until an operator has dealt with it; one that fails again is OPEN again. */
export type LetterState = 'OPEN' | 'REDRIVEN' | 'DISCARDED';

/** Something that happened to a dead letter. */
export interface LetterStep {
  /** ms UTC */
  readonly at: number;
  /** The reason it could not be handled, or the state an operator moved it to. */
  readonly what: string;
  /** The operator; absent where nobody did it. */
  readonly by?: string | undefined;
}

/** A record that could not be handled, or an upload that was refused, kept for a person to look at. */
export interface LetterRow {
  /** recordLetter() or uploadLetter(): what tells it from others. */
  readonly key: string;
  /** topic/partition/offset */
  readonly origin: string;
  readonly topic: string;
  /** Kafka's id of the topic, where the letter came from there. */
  readonly incarnation?: string | undefined;
  readonly reason: string;
  readonly msgid?: string | undefined;
  /** Of a new letter; it never changes, and is not read with the row. */
  readonly record?: Buffer | null | undefined;
  /** ms UTC */
  readonly at: number;
  readonly state: LetterState;
  readonly history: readonly LetterStep[];
}

/** The topic under which refused uploads are kept as dead letters. */
export const UPLOAD_LETTERS = 'upload';

/** Where the dead letter of an upload comes from, whichever msgids it goes under. */
export function uploadOrigin(subject: string): string {
  return `${UPLOAD_LETTERS}/${subject}`;
}

/** The key of the dead letter of an upload: there is one a subject. */
export function uploadLetter(subject: string): string {
  return hash('sha256', uploadOrigin(subject), 'hex');
}

/**
 * The key of the dead letter of a record. A topic made anew counts its offsets from 0 again: its id tells that, and
 * where Kafka gives none, or gives the same again, the record's content does. A redelivery has the same key.
 */
export function recordLetter(origin: string, incarnation: string | undefined, record: Buffer | null): string {
  return hash('sha256', `${origin} ${incarnation ?? ''} ${hash('sha256', record ?? '', 'hex')}`, 'hex');
}

/** What is kept of a record, bytes: twice as much as hex fits the least packet that a server must take (database-fit.ts). */
const MOST_BYTES = 4 * 1024 * 1024;
/** What is kept of a msgid, a reason and a step of the history, characters; the record has the whole of them. */
const MSGID = 200;
const REASON = 400;
const STEP = 2000;

const COLUMNS = 'identity,origin,topic,incarnation,reason,msgid,at,state,history';

/** Dead letters by their keys, locked: of two operators at once one comes second. */
export function lockLetters(keys: Iterable<string>): string {
  const identities = Array.from(keys, (key) => `X'${key}'`).join();
  return `SELECT ${COLUMNS} FROM dead_letter FORCE INDEX (identity) WHERE identity IN (${identities}) FOR UPDATE;`;
}

/** A row of dead_letter, without its record. */
export function letterOf(row: SqlRow): LetterRow {
  return {
    key: hexOf(row[0]),
    origin: textOf(row[1]),
    topic: textOf(row[2]),
    incarnation: row[3] === null ? undefined : textOf(row[3]),
    reason: textOf(row[4]),
    msgid: row[5] === null ? undefined : textOf(row[5]),
    at: Number(row[6]),
    state: row[7] as LetterState,
    history: JSON.parse(textOf(row[8])) as LetterStep[],
  };
}

/** New dead letters. Of a record over 4 MiB the beginning is kept; the whole of it is in Kafka, at its origin. */
export function insertLetters(rows: readonly LetterRow[]): string {
  return insertRows(
    `dead_letter (${COLUMNS},record,record_bytes)`,
    rows,
    (row) =>
      `X'${row.key}',${text(row.origin)},${text(row.topic)},${text(row.incarnation)},${text(newReason(row))},` +
      `${text(row.msgid && cut(row.msgid, MSGID))},${row.at},'${row.state}',${history(row)},` +
      `${recordValue(row.record)},${Math.min(row.record?.length ?? 0, MOST_BYTES)}`,
  );
}

/** A record, or the beginning of one that is too large, as an SQL literal. */
export function recordValue(record: Buffer | null | undefined): string {
  return record ? bytes(record.subarray(0, MOST_BYTES)) : 'NULL';
}

/** Dead letters that were dealt with, or failed again. */
export function updateLetters(rows: readonly LetterRow[]): string {
  const updates = rows.map(
    (row) =>
      `UPDATE dead_letter SET reason=${text(cut(row.reason, REASON))},msgid=${text(row.msgid && cut(row.msgid, MSGID))},` +
      `state='${row.state}',history=${history(row)} WHERE identity=X'${row.key}';`,
  );
  return updates.join('');
}

function newReason({ reason, record }: LetterRow): string {
  const size = record?.length ?? 0;
  return cut(reason, REASON) + (size > MOST_BYTES ? ` (${size} bytes, the first ${MOST_BYTES} kept)` : '');
}

function history({ history: steps }: LetterRow): string {
  return text(JSON.stringify(steps.map(({ at, what, by }): LetterStep => ({ at, what: cut(what, STEP), by }))));
}
