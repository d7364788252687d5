import { ownPerson } from '@libs/mutual-aid';
import { inboxKey } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { orderKindOf } from '../orders/registry';
import { inboxRow, recogniseMessage, recordAnswer } from './answer-message';
import { answerOf } from './answer-of';
import type { OrderCommand } from './command';
import type { CommandKind } from './command-kind';
import { carryOut, decideOrder } from './decide-order';
import type { MessageOutcome } from './outcome';
import { takeUpWhatWaits } from './take-up-waiting';
import { failsAlone } from './verdict';

/** A platform message that the rules decide (R15). */
export const takeOrder: CommandKind<OrderCommand> = {
  isRequest: false,
  relationshipOf: ({ order }) => orderKindOf(order).concerns(order),
  owner: ({ order }, owners) => {
    const kind = orderKindOf(order);
    const relationshipId = kind.concerns(order);
    return kind.owner(order) ?? (relationshipId === undefined ? undefined : owners.get(relationshipId));
  },
  laneKey: ({ msgid }) => msgid,
  want: ({ order, msgid }, files, newIds) => {
    // An order's inbox row is written whatever becomes of it, and its key is unique: a repeat is caught by it.
    if (newIds === 'look up') files.ask('inbox', inboxKey(msgid));
    orderKindOf(order).want(order, files, newIds);
  },
  decide: (command, files, context) => recogniseMessage(files, command) ?? decideNew(command, files, context),
  // What waits for its relationship may be what fails: the sweep finds out.
  whenItFailsAlone: (command) => (command.alone ? failsAlone(command) : { ...command, alone: true }),
};

function decideNew(command: OrderCommand, files: FileSet, context: DecideContext): MessageOutcome | NotYet {
  const { msgid, order, contentHash } = command;
  const kind = orderKindOf(order);
  const relationshipId = kind.concerns(order);
  // Where the relationship is here already, what arrived before this message and waits goes first.
  if (isOurs(files, relationshipId)) {
    if (command.alone && !files.waitingFor(relationshipId).isEmpty) return startWaiting(command, files, context.now);
    const earlier = takeUpWhatWaits(files, relationshipId, context);
    if (typeof earlier === 'string') return earlier;
    // It may have waited among them, and no unique key would tell: the row of its first arrival was only changed.
    const repeated = recogniseMessage(files, command);
    if (repeated !== undefined) return repeated;
    if (earlier.next !== undefined) return startWaiting(command, files, context.now);
  }
  const decided = { order, contentHash, key: inboxKey(msgid), traceparent: command.origin.traceparent };
  const decision = decideOrder(files, decided, context);
  if (typeof decision === 'string') return decision;
  if (decision.refused === 'waits') return startWaiting(command, files, context.now);
  if (!decision.refused && carryOut(files, decided, decision, context) === 'unread') return 'unread';
  const outcome = recordAnswer(files, command, answerOf(decision, context), context.now);
  // What waited is handled as soon as what it waited for is there, in the same transaction (§2).
  if (decision.refused || command.alone || relationshipId === undefined) return outcome;
  const later = takeUpWhatWaits(files, relationshipId, context);
  return typeof later === 'string' ? later : outcome;
}

/**
 * Whether the relationship is recorded, and its own person locked: an establishment that names a known relationship
 * and another person locks that other one, and is refused without a look at what waits.
 */
function isOurs(files: FileSet, relationshipId: string | undefined): relationshipId is string {
  const relationship = relationshipId === undefined ? undefined : files.shelf.relationship.find(relationshipId);
  return relationship !== undefined && files.isLocked(ownPerson(relationship).psnNo);
}

function startWaiting(command: OrderCommand, files: FileSet, now: number): MessageOutcome {
  const row = inboxRow(command, undefined, now);
  files.shelf.inbox.put(row);
  const { order, msgid, origin: from } = command;
  const { infno } = order;
  const kind = orderKindOf(order);
  const relationshipId = kind.concerns(order);
  if (relationshipId === undefined) throw new Error(`${order.infno} waits for no relationship`);
  const isHere = files.shelf.relationship.find(relationshipId) !== undefined;
  const limitId = isHere ? kind.waitsFor(order) : undefined;
  const { key, contentHash } = row;
  const waiting = { key, refMsgid: msgid, contentHash, relationshipId, limitId, infno, order, from, arrivedAt: now };
  files.shelf.waiting.put(waiting);
  return { kind: 'waiting' };
}
