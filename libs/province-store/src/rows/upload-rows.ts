import type { UploadInfno, UploadState } from '@libs/mutual-aid';
import { cut, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** A message to the platform, from its recording to its answer (R19). */
export interface UploadRow {
  readonly msgid: string;
  readonly infno: UploadInfno;
  readonly recordKey: string;
  /** JSON, in the names of the wire. */
  readonly body: string;
  /** What it is about: a usage, a reversal (§5). */
  readonly subject: string;
  /** The subject whose upload must be confirmed before this one is first sent. */
  readonly afterSubject?: string | undefined;
  readonly state: UploadState;
  readonly tries: number;
  /** When it is sent again, ms UTC. */
  readonly nextAt: number;
  /** ms UTC */
  readonly createdAt: number;
  /** The platform's time of receipt, ms UTC. */
  readonly uploadTime?: number | undefined;
  readonly errCode?: string | undefined;
  readonly errMsg?: string | undefined;
  /** Of the request that has it sent; in memory alone, so that one read back from the table has none. */
  readonly traceparent?: string | undefined;
}

/** The columns that uploadOf() reads, in its order. */
export const UPLOAD_COLUMNS =
  'msgid,infno,record_key,body,subject,after_subject,state,tries,next_at,created_at,upload_time,err_code,err_msg';

/** Uploads by msgid, locked: an answer and a reversal may meet. */
export function lockUploads(msgids: Iterable<string>): string {
  return `SELECT ${UPLOAD_COLUMNS} FROM upload FORCE INDEX (msgid) WHERE msgid IN (${textList(msgids)}) ORDER BY seq FOR UPDATE;`;
}

/** What is held back of the keys of those uploads, in the order of recording, locked in that of the keys. */
export function lockHeldBeside(msgids: Iterable<string>): string {
  const list = [...msgids];
  // Joined in this order: as IN (SELECT …) the database may go through all uploads, whatever index is named.
  return (
    `SELECT ${UPLOAD_COLUMNS} FROM (SELECT DISTINCT record_key AS beside FROM upload FORCE INDEX (msgid) ` +
    `WHERE msgid IN (${textList(list)}) ORDER BY record_key LIMIT ${list.length}) answered ` +
    `STRAIGHT_JOIN upload FORCE INDEX (held) ON held_key = beside ORDER BY seq FOR UPDATE;`
  );
}

/** What is held back of those persons, in the order of recording, locked: an answer may be letting it go. */
export function lockHeldOf(psnNos: Iterable<string>): string {
  return (
    `SELECT ${UPLOAD_COLUMNS} FROM upload FORCE INDEX (held) WHERE held_key IN (${textList(psnNos)}) ` +
    `ORDER BY seq FOR UPDATE;`
  );
}

/** The uploads of subjects, locked. */
export function lockUploadsOf(subjects: Iterable<string>): string {
  return `SELECT ${UPLOAD_COLUMNS} FROM upload FORCE INDEX (subject) WHERE subject IN (${textList(subjects)}) ORDER BY seq FOR UPDATE;`;
}

/** Uploads by msgid, without a lock: to be sent. */
export function selectUploads(msgids: Iterable<string>): string {
  return `SELECT ${UPLOAD_COLUMNS} FROM upload FORCE INDEX (msgid) WHERE msgid IN (${textList(msgids)});`;
}

/**
 * Unanswered uploads whose time has come, those first that have been due for longest; in the order of recording. Which
 * ones is told by the index alone: sorted by recording, all that are due were read for the first of them.
 */
export function selectDueUploads(now: number, most: number): string {
  return (
    `SELECT ${UPLOAD_COLUMNS} FROM upload JOIN (SELECT seq FROM upload FORCE INDEX (due) ` +
    `WHERE state = 'PENDING' AND next_at <= ${now} ORDER BY next_at, seq LIMIT ${most}) longest USING (seq) ORDER BY seq;`
  );
}

/** Notes that uploads were sent once more; the pause to the next time doubles, up to `most` ms. */
export function noteSentAgain(msgids: Iterable<string>, now: number, pause: number, most: number): string {
  return (
    `UPDATE upload SET next_at = ${now} + LEAST(${pause} * POW(2, LEAST(tries, 30)), ${most}), tries = tries + 1 ` +
    `WHERE msgid IN (${textList(msgids)}) AND state = 'PENDING';`
  );
}

/** A row of upload. */
export function uploadOf(row: SqlRow): UploadRow {
  const optional = (value: SqlRow[number] | undefined) => (value === null ? undefined : textOf(value));
  return {
    msgid: textOf(row[0]),
    infno: row[1] as UploadInfno,
    recordKey: textOf(row[2]),
    body: textOf(row[3]),
    subject: textOf(row[4]),
    afterSubject: optional(row[5]),
    state: row[6] as UploadState,
    tries: Number(row[7]),
    nextAt: Number(row[8]),
    createdAt: Number(row[9]),
    uploadTime: row[10] === null ? undefined : Number(row[10]),
    errCode: optional(row[11]),
    errMsg: optional(row[12]),
  };
}

/** New uploads. */
export function insertUploads(rows: readonly UploadRow[]): string {
  return insertRows(`upload (${UPLOAD_COLUMNS})`, rows, uploadValues);
}

/** Uploads that were answered or let go. */
export function updateUploads(rows: readonly UploadRow[]): string {
  return insertRows(
    `upload (${UPLOAD_COLUMNS})`,
    rows,
    uploadValues,
    ' ON DUPLICATE KEY UPDATE state=VALUES(state),tries=VALUES(tries),next_at=VALUES(next_at),' +
      'upload_time=VALUES(upload_time),err_code=VALUES(err_code),err_msg=VALUES(err_msg)',
  );
}

function uploadValues(row: UploadRow): string {
  return (
    `${text(row.msgid)},'${row.infno}',${text(row.recordKey)},${text(row.body)},${text(row.subject)},` +
    `${text(row.afterSubject)},'${row.state}',${row.tries},${row.nextAt},${row.createdAt},` +
    `${row.uploadTime ?? 'NULL'},${text(row.errCode && cut(row.errCode, 10))},${text(row.errMsg && cut(row.errMsg, 500))}`
  );
}
