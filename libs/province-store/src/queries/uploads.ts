import type { DataSource } from 'typeorm';
import { UPLOAD_COLUMNS, uploadOf, type UploadRow } from '../rows/upload-rows';
import { textList, type SqlRow } from '../sql-text';

const COLUMNS = `${UPLOAD_COLUMNS},seq`;

/** An upload with its place in the list. */
export type ListedUpload = UploadRow & { readonly seq: number };

async function rows(source: DataSource, sql: string): Promise<ListedUpload[]> {
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

/** The uploads of subjects that count: not those that a redrive replaced. */
export function listUploadsOf(source: DataSource, subjects: readonly string[]): Promise<ListedUpload[]> {
  return rows(source, `SELECT ${COLUMNS} FROM upload WHERE subject IN (${textList(subjects)}) AND state <> 'REPLACED'`);
}
