import { refuse } from '@libs/mutual-aid';
import { cut, type WaitingMessage } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import { answerUnstored } from './answer-message';
import { refusalAnswer } from './answer-of';
import type { SetAsideWaitingCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepLetter, letterKey } from './dead-letter';

/** What the sweep found to fail alone, however it is tried. Its own row is locked, and nobody's file is needed. */
export const setAsideWaiting: CommandKind<SetAsideWaitingCommand> = {
  isRequest: false,
  relationshipOf: ({ relationshipId }) => relationshipId,
  owner: () => undefined,
  want: ({ relationshipId }, files) => files.ask('waiting', relationshipId),
  decide: ({ relationshipId, unanswered, ...named }, files, { now }) => {
    const key = named.key ?? files.waitingFor(relationshipId).next();
    const message = key === undefined ? undefined : files.shelf.waiting.find(key);
    // Another replica may have been first.
    if (message === undefined) return { kind: 'done' };
    return setAside(files, message, { reason: 'fails alone', at: now, isAnswered: !unanswered }) ?? { kind: 'done' };
  },
  whenItFailsAlone: (command) => (command.unanswered ? undefined : { ...command, unanswered: true }),
};

/**
 * Takes a message that fails alone out of the waiting room: a dead letter, and E99, which is never stored. The next
 * record with its msgid is handled as the first (§3).
 */
export function setAside(
  files: FileSet,
  message: WaitingMessage,
  { reason, at, isAnswered = true }: { reason: string; at: number; isAnswered?: boolean },
): 'unread' | undefined {
  const { key, refMsgid, infno } = message;
  const origin = files.originOf(message);
  if (origin === undefined && !files.isRead('waitingOrigin', key)) {
    files.ask('waitingOrigin', key);
    return 'unread';
  }
  // An earlier version kept no origin.
  const from = origin ?? { origin: cut(`waiting/${key}`, 255), topic: 'waiting', record: null };
  // It may have been a dead letter before, and sent again: then it is the same with a longer history.
  if (keepLetter(files, { key: letterKey(from), ...from }, { reason, msgid: refMsgid, at }) === 'unread')
    return 'unread';
  files.shelf.inbox.remove(key);
  files.shelf.waiting.remove(key);
  if (isAnswered) answerUnstored(files, { msgid: refMsgid, origin }, refusalAnswer(refuse('E99')));
  files.notes.takenUp.push({ msgid: refMsgid, infno, code: 'E99' });
  return undefined;
}
