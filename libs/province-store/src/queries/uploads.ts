import type { DataSource } from 'typeorm';
import { insertUploads, updateUploads, uploadLetter, uploadOf, type UploadRow } from '../rows/upload-rows';
import { text, textList, type SqlRow } from '../sql-text';

const COLUMNS =
  'msgid,infno,record_key,body,subject,after_subject,state,tries,next_at,created_at,upload_time,err_code,err_msg,seq';

/** An upload with its place in the list. */
export type ListedUpload = UploadRow & { readonly seq: number };

async function rows(source: Pick<DataSource, 'query'>, sql: string): Promise<ListedUpload[]> {
  const found = await source.query<Record<string, SqlRow[number]>[]>(sql);
  return found.map((row) => ({ ...uploadOf(Object.values(row)), seq: Number(row['seq']) }));
}

/** Unanswered and refused uploads made before an instant, in the order of recording. */
export function listUploads(
  source: DataSource,
  query: { state?: 'PENDING' | 'REFUSED' | undefined; before: number; limit: number; after?: string | undefined },
): Promise<ListedUpload[]> {
  const states = { PENDING: ['PENDING', 'HELD'], REFUSED: ['REFUSED'] };
  const wanted = query.state === undefined ? [...states.PENDING, ...states.REFUSED] : states[query.state];
  return rows(
    source,
    `SELECT ${COLUMNS} FROM upload WHERE state IN (${textList(wanted)}) AND created_at <= ${query.before} ` +
      `AND seq > ${query.after ?? '0'} ORDER BY seq LIMIT ${query.limit}`,
  );
}

/** One upload by its msgid. */
export async function findUpload(source: DataSource, msgid: string): Promise<UploadRow | undefined> {
  return (await rows(source, `SELECT ${COLUMNS} FROM upload WHERE msgid = ${text(msgid)}`))[0];
}

/** The uploads of usages that count: not those that a redrive replaced. */
export function listUploadsOf(source: DataSource, subjects: readonly string[]): Promise<ListedUpload[]> {
  return rows(source, `SELECT ${COLUMNS} FROM upload WHERE subject IN (${textList(subjects)}) AND state <> 'REPLACED'`);
}

/**
 * Sends an upload again: an unanswered one now and under its own msgid, a refused one under a new one, with the same
 * body, and its dead letter is dealt with (§5). Gives the msgid it goes under; undefined where its state allows neither.
 */
export async function redriveUpload(
  source: DataSource,
  msgid: string,
  newMsgid: string,
  now: number,
  by: string,
): Promise<string | undefined> {
  return source.transaction(async (manager) => {
    const [upload] = await rows(manager, `SELECT ${COLUMNS} FROM upload WHERE msgid = ${text(msgid)} FOR UPDATE`);
    if (upload?.state === 'PENDING') {
      await manager.query(updateUploads([{ ...upload, nextAt: now }]));
      return msgid;
    }
    if (upload?.state !== 'REFUSED') return undefined;
    await manager.query(updateUploads([{ ...upload, state: 'REPLACED' }]));
    const fresh = { tries: 0, nextAt: now, createdAt: now, errCode: undefined, errMsg: undefined };
    await manager.query(insertUploads([{ ...upload, msgid: newMsgid, state: 'PENDING', ...fresh }]));
    const step = JSON.stringify([{ at: now, what: 'REDRIVEN', by }]);
    await manager.query(
      `UPDATE dead_letter SET history = JSON_MERGE_PRESERVE(history, ${text(step)}), state = 'REDRIVEN' ` +
        `WHERE origin = ${text(uploadLetter(upload.subject))} AND state = 'OPEN'`,
    );
    return newMsgid;
  });
}
