import { recordLetter, type LetterRow } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { DeadLetterCommand, RecordOrigin } from './command';
import type { CommandKind } from './command-kind';

/** A record nobody can answer. */
export const keepDeadLetter: CommandKind<DeadLetterCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  want: ({ origin }, files) => files.ask('letter', letterKey(origin)),
  decide: ({ origin, reason, msgid }, files, { now }) =>
    keepRecord(files, origin, { reason, msgid, at: now }) ?? { kind: 'kept', reason },
};

/** What can be neither kept nor answered is a dead letter alone, because nothing may stop its partition. */
export function neitherKeptNorAnswered(origin: RecordOrigin): DeadLetterCommand {
  return { kind: 'dead-letter', origin, reason: 'neither kept nor answered: fails alone' };
}

/** What makes something a dead letter, or makes it one again. */
type Failure = Pick<LetterRow, 'reason' | 'msgid' | 'at'>;

/** The dead letter of a record: that which an operator sends again, or its own. */
export function letterKey({ origin, incarnation, record, redriven }: RecordOrigin): string {
  return redriven ?? recordLetter(origin, incarnation, record);
}

/**
 * Keeps a record as a dead letter; one that an operator sent again is OPEN again, with a longer history. A redelivery
 * changes nothing, whatever has become of the letter. `unread` where the letter has to be read first.
 */
export function keepRecord(files: FileSet, from: RecordOrigin, failure: Failure): 'unread' | undefined {
  const key = letterKey(from);
  const known = files.shelf.letter.get(key);
  if (known !== 'absent' && known !== 'unread' && from.redriven === undefined) return undefined;
  const { origin, topic, incarnation, record } = from;
  return keepLetter(files, { key, origin, topic, incarnation, record }, failure);
}

/** Opens a dead letter, or opens it again with a longer history, whatever it was; `unread` where it has to be read first. */
export function keepLetter(
  files: FileSet,
  letter: Pick<LetterRow, 'key' | 'origin' | 'topic' | 'incarnation' | 'record'>,
  { reason, msgid, at }: Failure,
): 'unread' | undefined {
  const known = files.shelf.letter.get(letter.key);
  if (known === 'unread') {
    files.ask('letter', letter.key);
    return known;
  }
  const step = { at, what: reason };
  const row: LetterRow =
    known === 'absent'
      ? { ...letter, reason, msgid, at, state: 'OPEN', history: [step] }
      : { ...known, reason, msgid, state: 'OPEN', history: [...known.history, step] };
  files.shelf.letter.put(row);
  return undefined;
}
