import type { DataSource } from 'typeorm';
import { UPLOAD_COLUMNS, uploadOf, type UploadRow } from '../rows/upload-rows';
import { text, textList } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** An upload as the list shows it, with its place there. */
export type ListedUpload = Pick<UploadRow, 'msgid' | 'infno' | 'state' | 'tries' | 'createdAt' | 'errCode'> & {
  readonly seq: number;
};

type Raw = Record<'msgid' | 'infno' | 'state' | 'tries' | 'created_at' | 'seq', string> & { err_code: string | null };

const STATES = { PENDING: ['PENDING', 'HELD'], REFUSED: ['REFUSED'] } as const;

/** Unanswered and refused uploads made before an instant, the oldest first; their bodies are not read. */
export async function listUploads(
  source: DataSource,
  { state, before, limit, after }: PageAsked & { state?: 'PENDING' | 'REFUSED' | undefined; before: number },
): Promise<ListPage<ListedUpload>> {
  const from = after === undefined ? undefined : await madeAt(source, after);
  const behind = from === undefined ? '' : `AND created_at >= ${from} AND (created_at > ${from} OR seq > ${after}) `;
  const wanted = state === undefined ? [...STATES.PENDING, ...STATES.REFUSED] : STATES[state];
  // State by state, each in the order of its index: of all states at once the database would sort all that follow.
  const each = wanted.map(
    (one) =>
      `(SELECT msgid, infno, state, tries, created_at, err_code, seq FROM upload FORCE INDEX (made) ` +
      `WHERE state = ${text(one)} AND created_at <= ${before} ${behind}ORDER BY created_at, seq LIMIT ${limit + 1})`,
  );
  const found = await source.query<Raw[]>(`${each.join(' UNION ALL ')} ORDER BY created_at, seq LIMIT ${limit + 1}`);
  return { rows: found.slice(0, limit).map(listed), hasMore: found.length > limit };
}

/** When the upload was made that a cursor names, or the last before it. */
async function madeAt(source: DataSource, seq: string): Promise<string | undefined> {
  const [row] = await source.query<{ created_at: string }[]>(
    'SELECT created_at FROM upload FORCE INDEX (PRIMARY) WHERE seq <= ? ORDER BY seq DESC LIMIT 1',
    [seq],
  );
  return row?.created_at;
}

function listed(row: Raw): ListedUpload {
  return {
    msgid: row.msgid,
    infno: row.infno as UploadRow['infno'],
    state: row.state as UploadRow['state'],
    tries: Number(row.tries),
    createdAt: Number(row.created_at),
    errCode: row.err_code ?? undefined,
    seq: Number(row.seq),
  };
}

/** The uploads of subjects that count: not those that a redrive replaced. */
export async function listUploadsOf(source: DataSource, subjects: readonly string[]): Promise<UploadRow[]> {
  const found = await rowsOf(
    source,
    `SELECT ${UPLOAD_COLUMNS} FROM upload FORCE INDEX (subject) ` +
      `WHERE subject IN (${textList(subjects)}) AND state <> 'REPLACED'`,
  );
  return found.map(uploadOf);
}
