import type { DeadLetter } from '@libs/province-store';
import type { DeadLetterCommand, RecordOrigin } from './command';
import type { CommandKind } from './command-kind';

/** A record nobody can answer. */
export const keepDeadLetter: CommandKind<DeadLetterCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  want: () => undefined,
  decide: ({ letter }, files) => {
    files.notes.deadLetters.push({ letter, again: letter.by !== undefined });
    return { kind: 'kept', reason: letter.reason };
  },
};

/** A record as a dead letter; one that an operator sent again lengthens its history. */
export function letterOf(origin: RecordOrigin, reason: string, msgid?: string): { letter: DeadLetter; again: boolean } {
  const { topic, incarnation, record, redrivenBy: by } = origin;
  const letter = { origin: origin.origin, topic, incarnation, record, reason, msgid, by };
  return { letter, again: by !== undefined };
}

/** What can be neither kept nor answered is a dead letter alone, because nothing may stop its partition. */
export function neitherKeptNorAnswered(origin: RecordOrigin): DeadLetterCommand {
  return { kind: 'dead-letter', letter: letterOf(origin, 'neither kept nor answered: fails alone').letter };
}
