import { LedgerConnection, type DatabaseAddress } from './connection';

/**
 * Ends at the server what a silent connection left there: else its transaction would hold its locks for hours. A user
 * may kill what is its own; after a restart of the server the number may be another connection's of ours, which is
 * then opened anew like any that broke. Never rejects: where it cannot be had, the server's time limit ends it.
 */
export async function killSilent(open: LedgerConnection, threadId: number): Promise<void> {
  // Unknown by now: it has ended already.
  await open.run(`KILL ${threadId}`).catch(() => undefined);
}

/** Likewise, over a connection of its own. */
export async function killSilentAt(address: DatabaseAddress, threadId: number): Promise<void> {
  const open = await LedgerConnection.open(address).catch(() => undefined);
  if (open === undefined) return;
  await killSilent(open, threadId);
  open.close();
}
