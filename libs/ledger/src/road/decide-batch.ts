import { isLive } from '@libs/mutual-aid';
import { pairKey } from '@libs/province-store';
import type { Command } from '../commands/command';
import type { OwnerHints } from '../commands/command-kind';
import type { Outcome } from '../commands/outcome';
import { commandKindOf, withParts } from '../commands/registry';
import type { DecideContext, NewIds } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { TakenForNewError } from './errors';
import type { WaitingRoomState } from './waiting-room';

/** Asks for the files of a batch: whom it concerns, what waits for that, and what each kind of command wants. */
export function wantFiles(
  files: FileSet,
  commands: readonly Command[],
  { owners, newIds, room }: { owners: OwnerHints; newIds: NewIds; room: WaitingRoomState },
): void {
  for (const command of withParts(commands)) {
    const kind = commandKindOf(command);
    const owner = kind.owner(command, owners);
    if (owner !== undefined) files.ask('person', owner);
    const relationshipId = kind.relationshipOf(command);
    if (relationshipId !== undefined && room === 'may hold') files.ask('waiting', relationshipId);
    kind.want(command, files, newIds);
  }
}

/**
 * Decides the commands of a batch one after the other, in memory; each sees what those before it changed. While the files
 * are asking for more, what it gives does not count. Throws TakenForNewError for whatever fails while ids have not been
 * looked up.
 */
export function decideBatch(
  files: FileSet,
  commands: readonly Command[],
  context: DecideContext,
  newIds: NewIds,
): Outcome[] {
  try {
    return decideInTurn(files, commands, context);
  } catch (error) {
    throw newIds === 'look up' ? error : new TakenForNewError('a batch cannot be decided', { cause: error });
  }
}

function decideInTurn(files: FileSet, commands: readonly Command[], context: DecideContext): Outcome[] {
  const outcomes = commands
    .map((command) => commandKindOf(command).decide(command, files, context))
    .filter((outcome) => outcome !== 'unread');
  askForUnprovenPairs(files);
  // Nothing more is read for it, so it would never be decided: it fails, and the batch is tried one by one.
  if (outcomes.length < commands.length && !files.isAsking) throw new Error('a command is decided without its files');
  return outcomes;
}

/** The unique key proves a new relationship's pair only where it is written as live; one that ended here is looked up. */
function askForUnprovenPairs(files: FileSet): void {
  for (const relationship of files.shelf.relationship.fresh()) {
    const pair = pairKey(relationship);
    if (!isLive(relationship.state) && !files.isPairLive(pair)) files.ask('pair', pair);
  }
}
