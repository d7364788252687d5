import { refuse } from '@libs/mutual-aid';
import type { StoredAnswer, WaitingMessage } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { orderKindOf } from '../orders/registry';
import { answerOf } from './answer-of';
import type { TakeUpWaitingCommand } from './command';
import type { CommandKind } from './command-kind';

/** What the sweep asks for: somebody waits who need not any more. */
export const takeUpWaiting: CommandKind<TakeUpWaitingCommand> = {
  isRequest: false,
  relationshipOf: ({ relationshipId }) => relationshipId,
  owner: ({ relationshipId }, owners) => owners.get(relationshipId),
  want: ({ relationshipId }, files) => {
    files.ask('waiting', relationshipId);
    files.ask('relationship', relationshipId);
    files.ask('limitsOf', relationshipId);
  },
  decide: ({ relationshipId }, files, context) => takeUpWhatWaits(files, relationshipId, context) ?? { kind: 'done' },
};

/**
 * Takes up what waits for a relationship, in order of first arrival, and checks it as of now (§2). What still waits
 * when its time is up is refused with E30. One that is accepted may be what another waits for, so it goes round again.
 */
export function takeUpWhatWaits(files: FileSet, relationshipId: string, context: DecideContext): NotYet | undefined {
  let isUnread = false;
  for (let again = true; again && !isUnread;) {
    again = false;
    for (const message of files.waitingFor(relationshipId)) {
      const became = takeUp(files, message, context);
      // The rest is gone through all the same: what thousands of them lack is then read at once.
      isUnread ||= became === 'unread';
      again ||= became === 'accepted';
    }
  }
  return isUnread ? 'unread' : undefined;
}

function takeUp(
  files: FileSet,
  message: WaitingMessage,
  context: DecideContext,
): NotYet | 'accepted' | 'refused' | 'waits' {
  const { key, order, contentHash } = message;
  const decision = orderKindOf(order).decide(order, files, { ...context, contentHash });
  if (typeof decision === 'string') return decision;
  if (decision.refused === 'waits') {
    if (message.arrivedAt + context.waitingTimeout > context.now) {
      waitForLimit(files, message);
      return 'waits';
    }
    answer(files, message, answerOf(refuse('E30', message.relationshipId)), context.now);
    return 'refused';
  }
  if (!decision.refused) files.apply(decision, { cause: order.infno, ref: key, at: context.now });
  answer(files, message, answerOf(decision), context.now);
  return decision.refused ? 'refused' : 'accepted';
}

/** Once its relationship is here, a message may wait for its limit alone. */
function waitForLimit(files: FileSet, message: WaitingMessage): void {
  const limitId = orderKindOf(message.order).waitsFor(message.order);
  if (limitId === undefined || message.limitId !== undefined) return;
  if (files.shelf.relationship.find(message.relationshipId) === undefined) return;
  files.shelf.waiting.put({ ...message, limitId });
}

function answer(files: FileSet, message: WaitingMessage, given: StoredAnswer, now: number): void {
  const { key, refMsgid, contentHash, order } = message;
  // It has waited in the inbox since it came, whether that row was read or not.
  files.shelf.inbox.amend({ key, infno: order.infno, contentHash, receivedAt: now, answer: given });
  files.shelf.waiting.remove(key);
  files.notes.answers.push({ refMsgid, answer: given, stored: key === refMsgid });
  files.notes.takenUp.push({ msgid: refMsgid, infno: order.infno, code: given.errCode ?? given.infcode });
}
