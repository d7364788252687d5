import { fen, type Fen } from '@libs/mutual-aid';
import type { DataSource, EntityManager } from 'typeorm';

/** One change of a personal account, as the trail has it. Fen, ms UTC. */
export interface EntryRow {
  /** Where to go on after it. */
  readonly cursor: number;
  readonly psnNo: string;
  readonly at: number;
  readonly cause: string;
  readonly ref: string;
  /** The limits that it set, took back, spent or restored; of older versions' entries nobody knows. */
  readonly limitIds: readonly string[];
  readonly amount: Fen;
  readonly balance: Fen;
  readonly frozen: Fen;
}

type Raw = Record<'cursor' | 'psn_no' | 'at' | 'cause' | 'ref' | 'amt' | 'balance' | 'frozen', string> & {
  readonly limit_ids: string | null;
};

/** A batch has fewer lines than this (`ledger.batch_max` is bounded, and what it takes up), so that number and line make one id. */
const LINES = 100_000;
const NUMBERED_AT_ONCE = 10_000;
const COLUMNS = 'e.psn_no, e.at, e.cause, e.ref, e.limit_ids, e.amt, e.balance, e.frozen';

/** The trail of one account, oldest first. */
export async function accountTrail(source: DataSource, psnNo: string, limit: number, after = '0'): Promise<EntryRow[]> {
  const rows = await source.query<Raw[]>(
    `SELECT e.batch_id * ${LINES} + e.line AS \`cursor\`, ${COLUMNS} FROM ledger_entry e
      WHERE e.psn_no = ? AND e.amt IS NOT NULL AND (e.batch_id, e.line) > (FLOOR(? / ${LINES}), MOD(?, ${LINES}))
      ORDER BY e.batch_id, e.line LIMIT ?`,
    [psnNo, after, after, limit],
  );
  return rows.map(entryOf);
}

/**
 * Every account's trail in commit order. Auto-increment order is not commit order, so committed batches are numbered
 * when they are first read: what is read under a number never gets a lower neighbour later.
 */
export async function accountEntries(source: DataSource, limit: number, after = '0'): Promise<EntryRow[]> {
  await source.transaction('READ COMMITTED', numberCommitted);
  const rows = await source.query<Raw[]>(
    `SELECT b.seq * ${LINES} + e.line AS \`cursor\`, ${COLUMNS} FROM ledger_batch b JOIN ledger_entry e ON e.batch_id = b.id
      WHERE b.seq >= FLOOR(? / ${LINES}) AND b.seq * ${LINES} + e.line > ? AND e.amt IS NOT NULL
      ORDER BY b.seq, e.line LIMIT ?`,
    [after, after, limit],
  );
  return rows.map(entryOf);
}

async function numberCommitted(manager: EntityManager): Promise<void> {
  for (;;) {
    const [last] = await manager.query<{ last_seq: string }[]>(
      'SELECT last_seq FROM commit_sequence WHERE one = 1 FOR UPDATE',
    );
    const batches = await manager.query<{ id: string }[]>(
      `SELECT id FROM ledger_batch WHERE seq IS NULL ORDER BY id LIMIT ${NUMBERED_AT_ONCE}`,
    );
    if (batches.length === 0) return;
    const first = BigInt(last?.last_seq ?? '0') + 1n;
    const numbered = batches.map(({ id }, index) => `(${id},${first + BigInt(index)},0)`).join(',');
    await manager.query(
      `INSERT INTO ledger_batch (id, seq, at) VALUES ${numbered} ON DUPLICATE KEY UPDATE seq = VALUES(seq)`,
    );
    await manager.query('UPDATE commit_sequence SET last_seq = ? WHERE one = 1', [
      (first + BigInt(batches.length) - 1n).toString(),
    ]);
  }
}

function entryOf(raw: Raw): EntryRow {
  return {
    cursor: Number(raw.cursor),
    psnNo: raw.psn_no,
    at: Number(raw.at),
    cause: raw.cause,
    ref: raw.ref,
    limitIds: JSON.parse(raw.limit_ids ?? '[]') as string[],
    amount: fen(BigInt(raw.amt)),
    balance: fen(BigInt(raw.balance)),
    frozen: fen(BigInt(raw.frozen)),
  };
}
