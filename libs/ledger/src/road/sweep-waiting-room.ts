import { setTimeout as delay } from 'node:timers/promises';
import { LedgerConnection, selectRipeWaiting, textOf, type DatabaseAddress } from '@libs/province-store';
import type { Ledger } from './ledger';

/** How often the waiting room is looked through, ms. */
const EVERY = 500;
/** Relationships that one look gives at most; after so many it looks again at once. */
const MOST = 500;

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
  // A look that hangs must not hold up the end.
  options.signal.addEventListener('abort', () => connection?.close());
  while (!options.signal.aborted) {
    try {
      connection ??= await LedgerConnection.open(options.address);
      const open = connection;
      const isEmpty = async () => (await open.run('SELECT 1 FROM waiting_message LIMIT 1'))[0]?.length === 0;
      const ripe = selectRipeWaiting(options.now() - options.timeout, MOST);
      const [rows = []] = (await ledger.room.look(isEmpty)) ? [] : await connection.run(ripe);
      const relationshipIds = rows.map((row) => textOf(row[0]));
      await Promise.all(relationshipIds.map((relationshipId) => takeUp(ledger, relationshipId)));
      options.works();
      await delay(rows.length < MOST ? EVERY : 10, undefined, { signal: options.signal });
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

/** Where all that waits fails together, what fails is found: the next goes by itself, or it is that which fails. */
async function takeUp(ledger: Ledger, relationshipId: string): Promise<void> {
  const { next } = await ledger.submit({ kind: 'take-up-waiting', relationshipId });
  if (next !== undefined) await ledger.submit({ kind: 'take-up-waiting', relationshipId, only: next });
}
