import type { DataSource } from 'typeorm';
import type { LetterState, LetterStep } from '../rows/letter-rows';

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

/** Dead letters, oldest first. */
export async function listDeadLetters(source: DataSource, limit: number, after = '0'): Promise<DeadLetterRow[]> {
  const rows = await source.query<Raw[]>('SELECT * FROM dead_letter WHERE id > ? ORDER BY id LIMIT ?', [after, limit]);
  return rows.map(rowOf);
}

/** One dead letter; undefined where there is none. */
export async function findDeadLetter(source: DataSource, id: string): Promise<DeadLetterRow | undefined> {
  const [row] = await source.query<Raw[]>('SELECT * FROM dead_letter WHERE id = ?', [id]);
  return row && rowOf(row);
}

function rowOf({ identity, at, history, ...raw }: Raw): DeadLetterRow {
  return { ...raw, key: identity.toString('hex'), at: Number(at), history: JSON.parse(history) as LetterStep[] };
}
