import { refuse, type Decision } from '@libs/mutual-aid';
import type { WaitingMessage } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { ITS_RELATIONSHIP } from '../files/waiting-queues';
import type { OrderVerdict } from '../orders/order-kind';
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
 * Takes up what waits for a relationship: whoever arrived first of those whose need is there goes next, and is checked
 * as of now (§2). What still waits when its time is up is refused with E30.
 */
export function takeUpWhatWaits(files: FileSet, relationshipId: string, context: DecideContext): NotYet | undefined {
  const queue = files.waitingFor(relationshipId);
  let isUnread = false;
  for (let key = queue.next(); key !== undefined; key = queue.next()) {
    const message = files.shelf.waiting.find(key);
    if (message === undefined) continue;
    const decision = decideWaiting(files, message, context);
    if (decision === 'other lane') {
      queue.putBack(key);
      return decision;
    }
    // The rest is gone through all the same: what thousands of them lack is then read at once.
    if (decision === 'unread') isUnread = true;
    else if (decision.refused === 'waits') waitOn(files, message);
    else carryOut(files, message, decision, context.now);
  }
  return isUnread ? 'unread' : undefined;
}

function decideWaiting(files: FileSet, message: WaitingMessage, context: DecideContext): OrderVerdict {
  const { order, contentHash, arrivedAt, relationshipId } = message;
  const decision = orderKindOf(order).decide(order, files, { ...context, contentHash });
  const waits = typeof decision !== 'string' && decision.refused === 'waits';
  return waits && arrivedAt + context.waitingTimeout <= context.now ? refuse('E30', relationshipId) : decision;
}

function carryOut(files: FileSet, message: WaitingMessage, decision: Decision, now: number): void {
  const { key, refMsgid, contentHash, order } = message;
  if (!decision.refused) files.apply(decision, { cause: order.infno, ref: key, at: now });
  const answer = answerOf(decision);
  // It has waited in the inbox since it came, whether that row was read or not.
  files.shelf.inbox.amend({ key, infno: order.infno, contentHash, receivedAt: now, answer });
  files.shelf.waiting.remove(key);
  files.notes.answers.push({ refMsgid, answer, stored: key === refMsgid });
  files.notes.takenUp.push({ msgid: refMsgid, infno: order.infno, code: answer.errCode ?? answer.infcode });
}

/** Once its relationship is here, a message may wait for its limit alone. */
function waitOn(files: FileSet, message: WaitingMessage): void {
  const { key, order, relationshipId } = message;
  const isHere = files.shelf.relationship.find(relationshipId) !== undefined;
  const limitId = isHere ? orderKindOf(order).waitsFor(order) : undefined;
  files.waitingFor(relationshipId).lacks(key, limitId ?? ITS_RELATIONSHIP);
  if (limitId !== undefined && message.limitId === undefined) files.shelf.waiting.put({ ...message, limitId });
}
