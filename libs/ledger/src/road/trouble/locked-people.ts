import { lockPersonsNow, type LedgerConnection } from '@libs/province-store';
import { commandKindOf, withParts } from '../../commands/registry';
import type { LaneConnection } from '../lane-connection';
import type { Pending } from '../submission';
import { isLockWait, troubleOf } from '../transient';
import type { TroubledLane } from './troubled-lane';
import { turnRequestsAway } from './turn-away';

/** As many people are found at once at most; where a whole table is locked nobody could be served anyway. */
const MOST_FOUND = 64;
/** As many people are looked at by one look at most, in turn. */
const MOST_LOOKED_AT = 16;
/** A request of somebody set apart is told to come again after so long, ms. */
const REQUESTS_WAIT = 6000;

/**
 * A batch waited for a lock in vain: sets apart those whose rows are locked by somebody else, and gives the rest of the
 * batch; undefined where it is not a person's row, or nobody's any more.
 */
export async function setLockedApart(
  { context, queue, connection }: TroubledLane,
  batch: readonly Pending[],
  error: unknown,
): Promise<Pending[] | undefined> {
  const { owners } = context;
  const commands = withParts(batch.map(({ command }) => command));
  const psnNos = new Set(commands.flatMap((command) => commandKindOf(command).owner(command, owners) ?? []));
  // Where looking fails the batch is tried again as it is, and meets the same trouble.
  const locked = await findLocked(connection, [...psnNos].sort()).catch(() => []);
  if (locked.length === 0) return undefined;
  context.trouble(
    'somebody else holds locks on people’s rows: what concerns those waits apart, the others go on',
    error,
  );
  const rest = queue.setApart(locked, batch);
  context.requests.fewer();
  return rest;
}

/**
 * Looks whether the rows of those set apart are free, and brings them back; requests that have waited for long are told
 * to come again (A08). Tells whether the database answered.
 */
export async function lookAtApart({ context, queue, connection }: TroubledLane): Promise<boolean> {
  const { apart } = queue;
  const psnNos = apart.next(MOST_LOOKED_AT);
  const isAnswered = await findLocked(connection, psnNos).then(
    (locked) => {
      for (const psnNo of psnNos) if (!locked.includes(psnNo)) queue.bringBack(psnNo);
      context.outage.isOver(context.name);
      return true;
    },
    (error: unknown) => {
      if (troubleOf(error) === 'unreachable') context.outage.broke(error, context.name);
      // They are tried like everybody else, which tells what is amiss.
      else for (const psnNo of psnNos) queue.bringBack(psnNo);
      return false;
    },
  );
  const reason = new Error('somebody else holds a lock on the person’s row');
  apart.sift((waiting) => turnRequestsAway(waiting, reason), REQUESTS_WAIT);
  return isAnswered;
}

/** Which of these people's rows are locked by somebody else, as far as MOST_FOUND goes; waits for none, and keeps none locked. */
async function findLocked(lane: LaneConnection, psnNos: readonly string[]): Promise<string[]> {
  const locked: string[] = [];
  const search = async (connection: LedgerConnection, some: readonly string[]): Promise<void> => {
    if (some.length === 0 || locked.length >= MOST_FOUND || (await areFree(connection, some))) return;
    if (some.length === 1) locked.push(...some);
    else {
      const middle = some.length >> 1;
      await search(connection, some.slice(0, middle));
      await search(connection, some.slice(middle));
    }
  };
  try {
    await search(await lane.get(), psnNos);
  } catch (error) {
    if (troubleOf(error) === 'unreachable') lane.broke(error);
    else await lane.rollback();
    throw error;
  }
  await lane.rollback();
  return locked;
}

async function areFree(connection: LedgerConnection, psnNos: readonly string[]): Promise<boolean> {
  try {
    await connection.run(lockPersonsNow(psnNos));
    return true;
  } catch (error) {
    if (isLockWait(error)) return false;
    throw error;
  }
}
