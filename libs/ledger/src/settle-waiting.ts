import { refuse } from '@libs/mutual-aid';
import type { StoredAnswer, WaitingMessage } from '@libs/province-store';
import { answerOf } from './answer-of';
import { decideOrder, type DecideContext } from './decide-order';
import type { WorkingSet } from './working-set';

/**
 * Takes up what waits for a relationship, in order of first arrival, and checks it as of now (§2). What still waits
 * when its time is up is refused with E30. One that is accepted may be what another waits for, so it goes round again.
 */
export function settleWaiting(
  set: WorkingSet,
  relationshipId: string,
  context: DecideContext,
): 'unread' | 'other lane' | undefined {
  let isUnread = false;
  for (let again = true; again && !isUnread;) {
    again = false;
    for (const message of [...(set.waiting.get(relationshipId) ?? [])]) {
      const settled = settleOne(set, message, context);
      if (settled === 'other lane') return settled;
      // The rest is gone through all the same: what thousands of them lack is then read at once.
      isUnread ||= settled === 'unread';
      again ||= settled === 'accepted';
    }
  }
  return isUnread ? 'unread' : undefined;
}

function settleOne(
  set: WorkingSet,
  message: WaitingMessage,
  context: DecideContext,
): 'unread' | 'other lane' | 'accepted' | 'refused' | 'waits' {
  const { key, order } = message;
  const decision = decideOrder(set, order, message.contentHash, context);
  if (decision === 'unread' || decision === 'other lane') return decision;
  if (decision.refused === 'waits') {
    if (message.arrivedAt + context.waitingTimeout > context.now) {
      waitForLimit(set, message);
      return 'waits';
    }
    answer(set, message, answerOf(refuse('E30', order.body.relationshipId)), context.now);
    return 'refused';
  }
  if (!decision.refused) set.apply(decision, { cause: order.infno, ref: key, at: context.now });
  answer(set, message, answerOf(decision), context.now);
  return decision.refused ? 'refused' : 'accepted';
}

/** Once the relationship is here, an M203 waits for its limit alone. */
function waitForLimit(set: WorkingSet, message: WaitingMessage): void {
  const { order, relationshipId } = message;
  if (order.infno !== 'M203' || message.limitId !== undefined || !set.relationships.has(relationshipId)) return;
  const waits = { ...message, limitId: order.body.limitId };
  const list = set.listWaiting(relationshipId);
  list[list.indexOf(message)] = waits;
  set.newWaiting.set(message.key, waits);
}

function answer(set: WorkingSet, message: WaitingMessage, given: StoredAnswer, now: number): void {
  const { key, refMsgid, contentHash, order, relationshipId } = message;
  const row = { key, infno: order.infno, contentHash, receivedAt: message.arrivedAt, answer: given };
  set.inbox.set(key, row);
  if (!set.newInbox.has(key)) set.answeredInbox.push({ ...row, receivedAt: now });
  set.settledWaiting.add(key);
  set.newWaiting.delete(key);
  const list = set.listWaiting(relationshipId);
  list.splice(
    list.findIndex((each) => each.key === key),
    1,
  );
  set.answers.push({ refMsgid, answer: given, stored: key === refMsgid });
  set.takenUp.push({ msgid: refMsgid, infno: order.infno, code: given.errCode ?? given.infcode });
}
