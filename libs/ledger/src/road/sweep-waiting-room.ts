import { setTimeout as delay } from 'node:timers/promises';
import {
  LedgerConnection,
  selectMissedWaiting,
  selectOverdueWaiting,
  textOf,
  type DatabaseAddress,
} from '@libs/province-store';
import type { Ledger } from './ledger';

/** How often the waiting room is looked through, ms. */
const EVERY = 500;
/** Messages that one look goes through at most, of a kind; where so many are overdue it looks again at once. */
const MOST = 500;

const NOTHING = { relationshipIds: [], overdue: 0, next: '0' } as const;

/**
 * Looks for what waits although it need not any more: its time is up, or what it waited for was recorded by another
 * lane or replica in the same instant, when neither could see the other. Runs until `signal` aborts.
 */
export async function sweepWaitingRoom(
  ledger: Ledger,
  options: {
    address: DatabaseAddress;
    timeout: number;
    now(): number;
    signal: AbortSignal;
    /** Told after each look that went well. */
    works(): void;
    trouble(error: unknown): void;
  },
): Promise<void> {
  let connection: LedgerConnection | undefined;
  let after = '0';
  // A look that hangs must not hold up the end.
  options.signal.addEventListener('abort', () => connection?.close());
  while (!options.signal.aborted) {
    try {
      connection ??= await LedgerConnection.open(options.address);
      const open = connection;
      const isEmpty = async () => (await open.run('SELECT 1 FROM waiting_message LIMIT 1'))[0]?.length === 0;
      const ripe = (await ledger.room.look(isEmpty))
        ? NOTHING
        : await lookThrough(open, options.now() - options.timeout, after);
      after = ripe.next;
      await Promise.all(ripe.relationshipIds.map((relationshipId) => takeUp(ledger, relationshipId)));
      options.works();
      await delay(ripe.overdue < MOST ? EVERY : 10, undefined, { signal: options.signal });
    } catch (error) {
      if (options.signal.aborted) break;
      options.trouble(error);
      connection?.close();
      connection = undefined;
      await delay(EVERY * 2, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
  connection?.close();
}

/**
 * One look. What two missed of each other mostly arrived last; of the others some are looked at each time, in turn, so
 * that a look goes through no more of them however many wait.
 */
async function lookThrough(
  connection: LedgerConnection,
  arrivedBefore: number,
  after: string,
): Promise<{ relationshipIds: string[]; overdue: number; next: string }> {
  const [overdue = [], end = [], missed = []] = await connection.run(
    `${selectOverdueWaiting(arrivedBefore, MOST)};${selectMissedWaiting(after, MOST)}`,
  );
  return {
    relationshipIds: [...new Set([...overdue, ...missed].map((row) => textOf(row[0])))],
    overdue: overdue.reduce((sum, row) => sum + Number(row[1]), 0),
    next: textOf(end[0]?.[0] ?? '0'),
  };
}

/** Where all that waits fails together, what fails is found: the next goes by itself, or it is that which fails. */
async function takeUp(ledger: Ledger, relationshipId: string): Promise<void> {
  const { next } = await ledger.submit({ kind: 'take-up-waiting', relationshipId });
  if (next !== undefined) await ledger.submit({ kind: 'take-up-waiting', relationshipId, only: next });
}
