import { StatementTimeoutError } from '@libs/province-store';
import { commandKindOf } from '../../commands/registry';
import type { LaneQueue } from '../lane-queue';
import type { Pending } from '../submission';
import { LONGEST_PAUSE, type Met, type TroubledLane } from './troubled-lane';
import { turnAllAway, turnRequestsAway } from './turn-away';

/** The first pause between two looks whether the database is there again, ms. */
const FIRST_PAUSE = 100;

/** What comes back to be run again now; where the database stays away that is only what was no request. */
export async function afterOutage(lane: TroubledLane, given: Pending[], error: unknown, met: Met): Promise<Pending[]> {
  const { context, connection, queue } = lane;
  connection.broke(error);
  context.outage.broke(error, context.name);
  // Where not the connection was slow but the batch is too large for the time limit, half of it may be done in time.
  const isTooLarge = error instanceof StatementTimeoutError && met.outages > 0;
  if (isTooLarge && isMadeOfOthers(given)) return giveBack(given, error);
  const batch = isTooLarge ? halfOf(given, queue) : given;
  // A connection that broke says nothing of the database: ask once more before anyone is turned away.
  if (++met.outages === 1 && (await connection.isReachable())) return batch;
  return waitForDatabase(lane, turnRequestsAway(batch, error), error);
}

/** Waits until the database is there again; requests that come meanwhile have it looked at at once. */
async function waitForDatabase(
  { context, queue, connection, pause }: TroubledLane,
  batch: Pending[],
  error: unknown,
): Promise<Pending[]> {
  for (let length = FIRST_PAUSE; ; length = Math.min(length * 2, LONGEST_PAUSE)) {
    await pause.make(FIRST_PAUSE);
    if (!queue.hasRequest) await pause.make(length - FIRST_PAUSE);
    if (await connection.isReachable()) break;
    if (pause.isStopping) return turnAllAway(batch, error);
    queue.sift((waiting) => turnRequestsAway(waiting, error));
  }
  // With nothing left to do that proves it, an open connection has to.
  if (batch.length === 0) context.outage.isOver(context.name);
  return batch;
}

/** Whether all there is is one command, made of others, that nobody here can halve. */
function isMadeOfOthers([first, ...others]: readonly Pending[]): boolean {
  if (first === undefined || others.length > 0) return false;
  return (commandKindOf(first.command).parts?.(first.command).length ?? 0) > 1;
}

/** Whoever handed it in has the others, and hands them in one by one. */
function giveBack(given: readonly Pending[], error: Error): Pending[] {
  for (const pending of given) pending.reject(error);
  return [];
}

function halfOf(batch: readonly Pending[], queue: LaneQueue): Pending[] {
  const half = Math.ceil(batch.length / 2);
  queue.putBack(batch.slice(half), half);
  return batch.slice(0, half);
}
