import { answerReads, type LedgerConnection, type OutgoingAnswer, type UploadRow } from '@libs/province-store';
import type { Command } from '../commands/command';
import type { Outcome } from '../commands/outcome';
import type { DecideContext, NewIds } from '../decide-context';
import { FileSet } from '../files/file-set';
import type { TakenUp } from '../files/notes';
import { readAndDecide } from '../files/read-and-decide';
import { writeChanges } from '../files/write-changes';
import { decideBatch, wantFiles } from './decide-batch';
import { findOwners, type Owners } from './owners';
import type { WaitingRoom } from './waiting-room';

/** A committed batch: what became of each command, and the answers to send. */
export interface Committed {
  readonly batchId: string;
  readonly outcomes: readonly Outcome[];
  readonly answers: readonly OutgoingAnswer[];
  readonly uploads: readonly UploadRow[];
  readonly takenUp: readonly TakenUp[];
}

/** What a batch is run with. */
export interface BatchContext {
  readonly owners: Owners;
  readonly room: WaitingRoom;
  readonly newIds: NewIds;
  readonly decide: DecideContext;
}

/** One batch, one transaction: lock and read, decide in memory, write, commit. Rejects with nothing done. */
export async function runBatch(
  connection: LedgerConnection,
  commands: readonly Command[],
  { owners, room, newIds, decide }: BatchContext,
): Promise<Committed> {
  await decide.uploads.ready();
  await findOwners(connection, commands, owners);
  const files = new FileSet();
  wantFiles(files, commands, { owners, newIds, room: room.state });
  const rounds = readAndDecide(files, () => decideBatch(files, commands, decide, newIds));
  let round = rounds.next();
  while (!round.done) round = rounds.next(await answerReads(connection, round.value));
  const { relationship, waiting } = files.shelf;
  owners.learn(relationship.asWereRead());
  const write = () => writeChanges(connection, files, decide.now);
  const batchId = await (waiting.fresh().length === 0 ? write() : room.duringArrival(write));
  owners.learn(relationship.fresh());
  const { answers, toSend, takenUp } = files.notes;
  return { batchId, outcomes: round.value, answers, uploads: toSend, takenUp };
}
