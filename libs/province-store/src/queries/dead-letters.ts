import type { DataSource } from 'typeorm';

/** A dead letter as kept. */
export interface DeadLetterRow {
  readonly id: string;
  readonly origin: string;
  /** ms UTC */
  readonly at: number;
  readonly reason: string;
  readonly topic: string;
  readonly msgid: string | null;
  readonly record: Buffer | null;
  readonly state: 'OPEN' | 'REDRIVEN' | 'DISCARDED';
  readonly history: readonly { at: number; what: string; by?: string }[];
}

type Raw = Omit<DeadLetterRow, 'at' | 'history'> & { at: string; history: string };

/** Dead letters, oldest first. */
export async function listDeadLetters(source: DataSource, limit: number, after = '0'): Promise<DeadLetterRow[]> {
  const rows = await source.query<Raw[]>('SELECT * FROM dead_letter WHERE id > ? ORDER BY id LIMIT ?', [after, limit]);
  return rows.map(letterOf);
}

/** One dead letter; undefined where there is none. */
export async function findDeadLetter(source: DataSource, id: string): Promise<DeadLetterRow | undefined> {
  const [row] = await source.query<Raw[]>('SELECT * FROM dead_letter WHERE id = ?', [id]);
  return row && letterOf(row);
}

/** Moves an OPEN dead letter on, with who did it and when. False where it was not OPEN any more. */
export async function moveDeadLetter(
  source: DataSource,
  id: string,
  state: 'REDRIVEN' | 'DISCARDED',
  step: { at: number; what: string; by: string },
): Promise<boolean> {
  const result = await source.query<{ affectedRows: number }>(
    `UPDATE dead_letter SET history = JSON_MERGE_PRESERVE(history, ?), state = ? WHERE id = ? AND state = 'OPEN'`,
    [JSON.stringify([step]), state, id],
  );
  return result.affectedRows === 1;
}

function letterOf(raw: Raw): DeadLetterRow {
  return { ...raw, at: Number(raw.at), history: JSON.parse(raw.history) as DeadLetterRow['history'] };
}
