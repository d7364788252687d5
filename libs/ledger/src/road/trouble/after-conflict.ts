import type { Pending } from '../submission';
import { isLockWait } from '../transient';
import { setLockedApart } from './locked-people';
import { ATTEMPTS, LONGEST_PAUSE, type Met, type TroubledLane } from './troubled-lane';
import { turnRequestsAway } from './turn-away';

/** A batch that meets others' locks for longer, ms, or more often than ATTEMPTS, is tried one by one. */
const CONFLICTS_FOR = 6000;

/**
 * Others hold what the batch needs: those whose row is locked for long are set apart, and else it is tried again, and
 * after a while one by one. The command that alone meets a lock goes behind those of other ways, so that whoever holds it
 * holds up only those whose it is.
 */
export async function afterConflict(
  lane: TroubledLane,
  batch: Pending[],
  error: unknown,
  met: Met,
): Promise<Pending[]> {
  const { context, queue, pause } = lane;
  const others = isLockWait(error) ? await setLockedApart(lane, batch, error) : undefined;
  if (others !== undefined) return others;
  met.conflictsSince ??= performance.now();
  await pause.make(Math.random() * Math.min(10 * 2 ** met.conflicts++, LONGEST_PAUSE));
  if (met.conflicts < ATTEMPTS && performance.now() - met.conflictsSince < CONFLICTS_FOR) return batch;
  context.trouble('a batch keeps meeting conflicts and is tried one by one, for as long as it takes', error);
  if (batch.length > 1) queue.putBack(batch, 1);
  else for (const pending of turnRequestsAway(batch, error)) queue.postpone(pending);
  return [];
}
