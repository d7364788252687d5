import { commandKindOf } from '../../commands/registry';
import { LedgerUnavailableError } from '../errors';
import type { Pending } from '../submission';

/** Requests are told at once that a part is down (A08); platform messages wait, because their offsets do too. */
export function turnRequestsAway(batch: readonly Pending[], error: unknown): Pending[] {
  return batch.filter((pending) => {
    if (!commandKindOf(pending.command).isRequest) return true;
    pending.reject(new LedgerUnavailableError('the database cannot be reached', { cause: error }));
    return false;
  });
}

/** At a stop nothing is tried again: what became of these the next process finds out. */
export function turnAllAway(batch: readonly Pending[], error: unknown): Pending[] {
  for (const pending of batch) pending.reject(new LedgerUnavailableError('the gateway is stopping', { cause: error }));
  return [];
}
