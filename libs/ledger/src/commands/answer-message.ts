import { refuse } from '@libs/mutual-aid';
import { inboxKey, type InboxRow, type StoredAnswer, type WaitingOrigin } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import { refusalAnswer } from './answer-of';
import type { OrderCommand, VerdictCommand } from './command';
import type { MessageOutcome } from './outcome';

/** A platform message that is answered. */
export type AnsweredMessage = OrderCommand | VerdictCommand;

/** A known msgid is decided before everything but E02 (§3): same message, same answer; other content E04. */
export function recogniseMessage(files: FileSet, message: AnsweredMessage): MessageOutcome | undefined {
  const known = files.shelf.inbox.find(inboxKey(message.msgid));
  if (known === undefined) return undefined;
  if (known.contentHash !== message.contentHash)
    return answerUnstored(files, message, refusalAnswer(refuse('E04', 'msgid')));
  // A repeat of what waits gets no answer of its own (§2).
  if (known.answer === undefined) return { kind: 'waiting' };
  return answerFromInbox(files, message, known, known.answer);
}

/** Stores the one effective answer of a message, and sends it (R15). */
export function recordAnswer(
  files: FileSet,
  message: AnsweredMessage,
  answer: StoredAnswer,
  now: number,
): MessageOutcome {
  const row = inboxRow(message, answer, now);
  files.shelf.inbox.put(row);
  return answerFromInbox(files, message, row, answer);
}

/** Sends an answer that does not claim the msgid: the next record with it is handled as the first (§3). */
export function answerUnstored(
  files: FileSet,
  { msgid: refMsgid, origin }: Pick<AnsweredMessage, 'msgid'> & { readonly origin?: WaitingOrigin | undefined },
  answer: StoredAnswer,
): MessageOutcome {
  files.notes.answers.push({ refMsgid, answer, stored: false, traceparent: origin?.traceparent });
  return { kind: 'answered', answer };
}

/** A message as the inbox keeps it; without an answer it waits. */
export function inboxRow(message: AnsweredMessage, answer: StoredAnswer | undefined, now: number): InboxRow {
  const { infno, contentHash, msgid } = message;
  return { key: inboxKey(msgid), infno, contentHash, answer, receivedAt: now };
}

function answerFromInbox(
  files: FileSet,
  { msgid, origin }: AnsweredMessage,
  { key }: InboxRow,
  answer: StoredAnswer,
): MessageOutcome {
  const { traceparent } = origin;
  files.notes.answers.push({ refMsgid: msgid, answer, stored: key === msgid, traceparent });
  return { kind: 'answered', answer };
}
