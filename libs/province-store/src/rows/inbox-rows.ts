import { hash } from 'node:crypto';
import { contentHashOf, type ContentHash } from '@libs/mutual-aid';
import { cut, hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** The answer to a platform message, as the interface page §3 has it. */
export interface StoredAnswer {
  readonly infcode: '0' | '-1';
  readonly errCode?: string | undefined;
  readonly errMsg?: string | undefined;
  /** JSON text */
  readonly output?: string | undefined;
}

/** One platform message that was received: its content and, once decided, its one effective answer (R15). */
export interface InboxRow {
  /** inboxKey(msgid) */
  readonly key: string;
  readonly infno: string;
  readonly contentHash: ContentHash;
  /** Absent while the message waits. */
  readonly answer?: StoredAnswer | undefined;
  /** ms UTC */
  readonly receivedAt: number;
}

const COLUMNS = 'msgid,infno,content_hash,infcode,err_code,err_msg,output,received_at';
const KEY_LENGTH = 64;

/** The inbox key of a msgid. The length of a msgid is not checked (§3), so a longer one is kept by its hash. */
export function inboxKey(msgid: string): string {
  return msgid.length <= KEY_LENGTH ? msgid : `#${hash('sha256', msgid, 'hex')}`;
}

/** Messages received before. */
export function selectInbox(keys: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM inbox FORCE INDEX (PRIMARY) WHERE msgid IN (${textList(keys)});`;
}

/** A row of inbox. */
export function inboxRowOf(row: SqlRow): InboxRow {
  return {
    key: textOf(row[0]),
    infno: textOf(row[1]),
    contentHash: contentHashOf(hexOf(row[2])),
    answer: row[3] === null ? undefined : answerOf(row),
    receivedAt: Number(row[7]),
  };
}

function answerOf(row: SqlRow): StoredAnswer {
  return {
    infcode: row[3] as '0' | '-1',
    errCode: (row[4] ?? undefined) as string | undefined,
    errMsg: (row[5] ?? undefined) as string | undefined,
    output: (row[6] ?? undefined) as string | undefined,
  };
}

/** New messages; a msgid that another transaction recorded meanwhile fails with 1062. */
export function insertInbox(rows: readonly InboxRow[]): string {
  return insertRows(`inbox (${COLUMNS})`, rows, inboxValues);
}

/** The answers of messages that waited. */
export function answerInbox(rows: readonly InboxRow[]): string {
  return insertRows(
    `inbox (${COLUMNS})`,
    rows,
    inboxValues,
    ' ON DUPLICATE KEY UPDATE infcode=VALUES(infcode),err_code=VALUES(err_code),err_msg=VALUES(err_msg),output=VALUES(output)',
  );
}

/** Forgets messages: the next record with such a msgid is handled as the first (§3). */
export function deleteInbox(keys: readonly string[]): string {
  return keys.length === 0 ? '' : `DELETE FROM inbox WHERE msgid IN (${textList(keys)});`;
}

function inboxValues(row: InboxRow): string {
  const { answer } = row;
  const values = answer
    ? `'${answer.infcode}',${text(answer.errCode)},${text(answer.errMsg && cut(answer.errMsg, 500))},${text(answer.output)}`
    : 'NULL,NULL,NULL,NULL';
  return `${text(row.key)},${text(row.infno)},X'${row.contentHash}',${values},${row.receivedAt}`;
}
