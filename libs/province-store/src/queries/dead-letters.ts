import type { DataSource } from 'typeorm';
import type { LetterState, LetterStep } from '../rows/letter-rows';
import { pageLength, type ListPage, type PageAsked } from './list-page';

/** A dead letter as kept. */
export interface DeadLetterRow {
  readonly id: string;
  /** What tells it from others, for the ledger. */
  readonly key: string;
  readonly origin: string;
  /** ms UTC */
  readonly at: number;
  readonly reason: string;
  readonly topic: string;
  /** Kafka's id of the topic. */
  readonly incarnation: string | null;
  readonly msgid: string | null;
  readonly record: Buffer | null;
  readonly state: LetterState;
  readonly history: readonly LetterStep[];
}

type Raw = Omit<DeadLetterRow, 'key' | 'at' | 'history'> & { identity: Buffer; at: string; history: string };

const COLUMNS = 'id, identity, origin, at, reason, topic, incarnation, msgid, record, state, history';

/** Dead letters, oldest first. Their lengths are read before them: a record may have 4 MiB, and that is a page. */
export async function listDeadLetters(
  source: DataSource,
  { limit, after = '0' }: PageAsked,
): Promise<ListPage<DeadLetterRow>> {
  // Not LENGTH(record): for that the database reads it.
  const found = await source.query<{ id: string; bytes: string }[]>(
    `SELECT id, record_bytes + LENGTH(history) AS bytes FROM dead_letter FORCE INDEX (PRIMARY)
      WHERE id > ? ORDER BY id LIMIT ?`,
    [after, limit + 1],
  );
  const sizes = found.map(({ bytes }) => Number(bytes));
  const page = found.slice(0, pageLength(sizes, limit));
  const ids = page.map(({ id }) => id).join(',');
  if (ids === '') return { rows: [], hasMore: false };
  const rows = await source.query<Raw[]>(
    `SELECT ${COLUMNS} FROM dead_letter FORCE INDEX (PRIMARY) WHERE id IN (${ids}) ORDER BY id`,
  );
  return { rows: rows.map(rowOf), hasMore: found.length > page.length };
}

/** One dead letter; undefined where there is none. */
export async function findDeadLetter(source: DataSource, id: string): Promise<DeadLetterRow | undefined> {
  const [row] = await source.query<Raw[]>(`SELECT ${COLUMNS} FROM dead_letter WHERE id = ?`, [id]);
  return row && rowOf(row);
}

function rowOf({ identity, at, history, ...raw }: Raw): DeadLetterRow {
  return { ...raw, key: identity.toString('hex'), at: Number(at), history: JSON.parse(history) as LetterStep[] };
}
