import { commandKindOf } from '../../commands/registry';
import type { Pending } from '../submission';
import type { TroubledLane } from './troubled-lane';

/** The batch that keeps failing is tried one by one; the command that fails alone is refused alone (§3, E99). */
export function afterFailure({ context, queue }: TroubledLane, batch: readonly Pending[], error: unknown): Pending[] {
  const [first] = batch;
  if (batch.length > 1) {
    context.trouble('a batch keeps failing and is tried one by one', error);
    queue.putBack(batch, 1);
  } else if (first !== undefined) {
    context.trouble('a command keeps failing alone', error);
    const instead = commandKindOf(first.command).whenItFailsAlone?.(first.command);
    if (instead === undefined) first.reject(error instanceof Error ? error : new Error(String(error)));
    else queue.putBack([first.replacedBy(instead)], 1);
  }
  return [];
}
