import type { LedgerConnection, OutgoingAnswer, UploadRow } from '@libs/province-store';
import type { Command } from './command';
import { decideBatch, type BatchOutcome } from './decide-batch';
import type { DecideContext } from './decide-order';
import type { Owners } from './owners';
import { readFiles, readMore, type NewIds } from './read-files';
import type { WaitingRoom } from './waiting-room';
import { WorkingSet, type TakenUp } from './working-set';
import { writeChanges } from './write-changes';
import { ownPerson } from '@libs/mutual-aid';

/** A committed batch: what became of each command, and the answers to send. */
export interface Committed {
  readonly batchId: string;
  readonly outcomes: readonly BatchOutcome[];
  readonly answers: readonly OutgoingAnswer[];
  readonly uploads: readonly UploadRow[];
  readonly takenUp: readonly TakenUp[];
}

/** One batch, one transaction: lock and read, decide in memory, write, commit. Rejects with nothing done. */
export async function runBatch(
  connection: LedgerConnection,
  commands: readonly Command[],
  owners: Owners,
  context: DecideContext,
  newIds: NewIds,
  room: WaitingRoom,
): Promise<Committed> {
  let files = await readFiles(connection, commands, owners, newIds, room.state);
  for (;;) {
    const set = new WorkingSet(files);
    const outcomes = decideBatch(set, commands, context);
    const { relationships, limits, pairs, uploadsOf, tallies } = set.unread;
    if (relationships.size + limits.size + pairs.size + uploadsOf.size + tallies.size > 0) {
      files = await readMore(connection, files, set.unread);
      continue;
    }
    for (const relationship of files.relationships) {
      owners.set(relationship.relationshipId, ownPerson(relationship).psnNo);
    }
    const write = () => writeChanges(connection, set, context.now);
    const batchId = await (set.newWaiting.size === 0 ? write() : room.duringArrival(write));
    return { batchId, outcomes, answers: set.answers, uploads: set.toSend, takenUp: set.takenUp };
  }
}
