import { refuse, type Decision, type PlatformOrder } from '@libs/mutual-aid';
import type { WaitingMessage } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { ITS_RELATIONSHIP } from '../files/waiting-queues';
import type { OrderVerdict } from '../orders/order-kind';
import { orderKindOf } from '../orders/registry';
import { answerOf } from './answer-of';
import type { SetAsideWaitingCommand, TakeUpWaitingCommand } from './command';
import type { CommandKind } from './command-kind';
import { carryOut, decideOrder, type DecidedOrder } from './decide-order';
import { setAside } from './set-aside-waiting';

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
  decide: (command, files, context) => {
    const taken = takeUpWhatWaits(files, command.relationshipId, context, command);
    return typeof taken === 'string' ? taken : { kind: 'done', next: taken.next };
  },
  whenItFailsAlone: fewer,
};

const FIRST_HALF = 512;
/** So many are taken up in one batch at most: its lines have to be done in time, and to be numbered (account-entries.ts). */
const MOST_A_BATCH = 10_000;

/** Half as many, down to none, which only tells who is next; what fails as the only one is set aside. */
function fewer({
  kind,
  relationshipId,
  most,
  only,
}: TakeUpWaitingCommand): TakeUpWaitingCommand | SetAsideWaitingCommand {
  if (only !== undefined || most === 0) return { kind: 'set-aside-waiting', relationshipId, key: only };
  return { kind, relationshipId, most: most === undefined ? FIRST_HALF : Math.floor(most / 2) };
}

/** Which of those that wait are taken up. */
type Some = Pick<TakeUpWaitingCommand, 'most' | 'only'>;

/**
 * Takes up what waits for a relationship: whoever arrived first of those whose need is there goes next, and is checked
 * as of now (§2). What still waits when its time is up is refused with E30. Where only some are taken up, as of very
 * many, tells who would be next.
 */
export function takeUpWhatWaits(
  files: FileSet,
  relationshipId: string,
  context: DecideContext,
  { only, most = only === undefined ? Infinity : 1 }: Some = {},
): NotYet | { readonly next?: string } {
  const queue = files.waitingFor(relationshipId);
  const isFull = () => files.notes.takenUp.length >= MOST_A_BATCH;
  let isUnread = false;
  let taken = 0;
  for (let key = queue.next(); key !== undefined; key = queue.next()) {
    const message = files.shelf.waiting.find(key);
    if (message === undefined) continue;
    const decision = decideWaiting(files, message, context);
    // The rest is gone through all the same: what thousands of them lack is then read at once.
    if (decision === 'unread') isUnread = true;
    else if (decision.refused === 'waits') waitOn(files, message);
    else if (!isUnread && (isFull() || taken++ === most || (only !== undefined && key !== only))) {
      queue.putBack(key);
      return { next: key };
    } else if (conclude(files, message, decision, context) === 'unread') isUnread = true;
  }
  return isUnread ? 'unread' : {};
}

/** What cannot be decided because of what is kept of it, or of what it concerns. */
interface Fails {
  readonly refused: 'fails';
  readonly reason: string;
}

function decideWaiting(files: FileSet, message: WaitingMessage, context: DecideContext): OrderVerdict | Fails {
  const { order, arrivedAt, relationshipId } = message;
  if (order === undefined) return { refused: 'fails', reason: 'what was kept of it while it waited cannot be read' };
  try {
    const decision = decideOrder(files, ordered(message, order), context);
    const waits = typeof decision !== 'string' && decision.refused === 'waits';
    return waits && arrivedAt + context.waitingTimeout <= context.now ? refuse('E30', relationshipId) : decision;
  } catch (error) {
    return { refused: 'fails', reason: `cannot be decided: ${String(error)}` };
  }
}

function ordered({ key, contentHash, from }: WaitingMessage, order: PlatformOrder): DecidedOrder {
  return { order, key, contentHash, traceparent: from?.traceparent };
}

function conclude(
  files: FileSet,
  message: WaitingMessage,
  decision: Decision | Fails,
  context: DecideContext,
): 'unread' | undefined {
  if (decision.refused === 'fails') return setAside(files, message, { ...decision, at: context.now });
  const { key, refMsgid, infno, contentHash, from, order } = message;
  if (
    !decision.refused &&
    order !== undefined &&
    carryOut(files, ordered(message, order), decision, context) === 'unread'
  )
    return 'unread';
  const given = answerOf(decision, context);
  // It has waited in the inbox since it came, whether that row was read or not.
  files.shelf.inbox.amend({ key, infno, contentHash, receivedAt: context.now, answer: given });
  files.shelf.waiting.remove(key);
  files.notes.answers.push({ refMsgid, answer: given, stored: key === refMsgid, traceparent: from?.traceparent });
  files.notes.takenUp.push({ msgid: refMsgid, infno, code: given.errCode ?? given.infcode });
  return undefined;
}

/** Once its relationship is here, a message may wait for its limit alone. */
function waitOn(files: FileSet, message: WaitingMessage): void {
  const { key, order, relationshipId } = message;
  const isHere = files.shelf.relationship.find(relationshipId) !== undefined;
  const limitId = isHere && order !== undefined ? orderKindOf(order).waitsFor(order) : undefined;
  files.waitingFor(relationshipId).lacks(key, limitId ?? ITS_RELATIONSHIP);
  if (limitId !== undefined && message.limitId === undefined) files.shelf.waiting.put({ ...message, limitId });
}
