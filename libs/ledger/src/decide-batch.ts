import { isLive, moveMoney, refuse, registerPerson } from '@libs/mutual-aid';
import { inboxKey, type InboxRow, type StoredAnswer } from '@libs/province-store';
import type { Command, MoveCommand, OrderCommand, Outcome, RegisterCommand, VerdictCommand } from './command';
import { decideOrder, type DecideContext } from './decide-order';
import { relationshipIdOf } from './owners';
import { settleWaiting } from './settle-waiting';
import { answerOf } from './answer-of';
import { acknowledge } from './acknowledge';
import { pay, reverse } from './pay';
import type { WorkingSet } from './working-set';

/** What became of a command in this batch; the last two do not end it. */
export type BatchOutcome = Outcome | 'unread' | 'other lane';

/** Decides the commands of a batch one after the other, in memory; each sees what those before it changed. */
export function decideBatch(set: WorkingSet, commands: readonly Command[], context: DecideContext): BatchOutcome[] {
  const outcomes = commands.map((command) => decide(set, command, context));
  askForUnprovenPairs(set);
  return outcomes;
}

/** The unique key proves a new relationship's pair only where it is written as live; one that ended here is looked up. */
function askForUnprovenPairs(set: WorkingSet): void {
  for (const id of set.newRelationships) {
    const relationship = set.relationships.get(id);
    if (relationship === undefined || isLive(relationship.state)) continue;
    const pair = { donor: relationship.donor.psnNo, benef: relationship.benef.psnNo };
    if (!set.haveReadPair(pair)) set.askForPair(pair);
  }
}

function decide(set: WorkingSet, command: Command, context: DecideContext): BatchOutcome {
  switch (command.kind) {
    case 'order':
      return recogniseMessage(set, command) ?? decideMessage(set, command, context);
    case 'verdict':
      // A known msgid is decided before everything but E02 (§3): what is not rightly signed may not claim to be it.
      if (command.verdict.code === 'E02') return refuseMessage(set, command, context.now);
      return recogniseMessage(set, command) ?? refuseMessage(set, command, context.now);
    case 'dead-letter':
      set.deadLetters.push({ letter: command.letter, again: command.letter.by !== undefined });
      return { kind: 'kept', reason: command.letter.reason };
    case 'settle-waiting':
      return settleWaiting(set, command.relationshipId, context) ?? { kind: 'settled' };
    case 'register':
      return register(set, command, context.now);
    case 'move':
      return move(set, command, context.now);
    case 'pay':
      return pay(set, command, context);
    case 'reverse':
      return reverse(set, command, context);
    case 'acknowledge':
      return acknowledge(set, command, context);
  }
}

/** A known msgid is decided before everything but E02 (§3): same message, same answer; other content E04. */
function recogniseMessage(set: WorkingSet, command: OrderCommand | VerdictCommand): Outcome | undefined {
  const known = set.inbox.get(inboxKey(command.msgid));
  if (known === undefined) return undefined;
  if (known.contentHash !== command.contentHash)
    return answerUnstored(set, command.msgid, answerOf(refuse('E04', 'msgid')));
  // A repeat of what waits gets no answer of its own (§2).
  if (known.answer === undefined) return { kind: 'waiting' };
  return answerAgain(set, command.msgid, known, known.answer);
}

function answerAgain(set: WorkingSet, msgid: string, { key }: InboxRow, answer: StoredAnswer): Outcome {
  set.answers.push({ refMsgid: msgid, answer, stored: key === msgid });
  return { kind: 'answered', answer };
}

function answerUnstored(set: WorkingSet, msgid: string, answer: StoredAnswer): Outcome {
  set.answers.push({ refMsgid: msgid, answer, stored: false });
  return { kind: 'answered', answer };
}

function decideMessage(set: WorkingSet, command: OrderCommand, context: DecideContext): BatchOutcome {
  const { msgid, order, contentHash } = command;
  const waitedBefore = settleEarlier(set, order.body.relationshipId, context);
  if (waitedBefore) return waitedBefore;
  const decision = decideOrder(set, order, contentHash, context);
  if (decision === 'unread' || decision === 'other lane') return decision;
  if (decision.refused === 'waits') return startWaiting(set, command, context.now);
  if (!decision.refused) set.apply(decision, { cause: order.infno, ref: inboxKey(msgid), at: context.now });
  const outcome = recordAnswer(set, command, answerOf(decision), context.now);
  const relationshipId = relationshipIdOf(command);
  if (!decision.refused && relationshipId !== undefined) {
    // What waited is handled as soon as what it waited for is there, in the same transaction (§2).
    const settled = settleWaiting(set, relationshipId, context);
    if (settled) return settled;
  }
  return outcome;
}

/** Where the relationship is here already, what arrived before this message and waits goes first. */
function settleEarlier(
  set: WorkingSet,
  relationshipId: string,
  context: DecideContext,
): 'unread' | 'other lane' | undefined {
  const waits = set.waiting.get(relationshipId);
  if (waits === undefined || waits.length === 0 || !set.relationships.has(relationshipId)) return undefined;
  return settleWaiting(set, relationshipId, context);
}

function recordAnswer(
  set: WorkingSet,
  command: OrderCommand | VerdictCommand,
  answer: StoredAnswer,
  now: number,
): Outcome {
  const row = inboxRow(command, answer, now);
  set.inbox.set(row.key, row);
  set.newInbox.add(row.key);
  return answerAgain(set, command.msgid, row, answer);
}

function inboxRow(command: OrderCommand | VerdictCommand, answer: StoredAnswer | undefined, now: number): InboxRow {
  const { infno, contentHash, msgid } = command;
  return { key: inboxKey(msgid), infno, contentHash, answer, receivedAt: now };
}

function startWaiting(set: WorkingSet, command: OrderCommand, now: number): Outcome {
  const row = inboxRow(command, undefined, now);
  set.inbox.set(row.key, row);
  set.newInbox.add(row.key);
  const { order, msgid } = command;
  const { relationshipId } = order.body;
  const limitId = set.relationships.has(relationshipId) && order.infno === 'M203' ? order.body.limitId : undefined;
  const { key, contentHash } = row;
  const message = { key, refMsgid: msgid, contentHash, relationshipId, limitId, order, arrivedAt: now };
  set.newWaiting.set(row.key, message);
  set.listWaiting(relationshipId).push(message);
  return { kind: 'waiting' };
}

function refuseMessage(set: WorkingSet, command: VerdictCommand, now: number): Outcome {
  const { code, message, stored } = command.verdict;
  const answer: StoredAnswer = { infcode: '-1', errCode: code, errMsg: message };
  if (stored) return recordAnswer(set, command, answer, now);
  if (code === 'E99') keepAsDeadLetter(set, command, message);
  return answerUnstored(set, command.msgid, answer);
}

/** Keeps the record of a message that was answered E99: it is never stored as the final answer (§3). */
function keepAsDeadLetter(set: WorkingSet, command: VerdictCommand, reason: string): void {
  const { origin, topic, incarnation, record, redrivenBy: by } = command.origin;
  const letter = { origin, topic, incarnation, record, reason, msgid: command.msgid, by };
  set.deadLetters.push({ letter, again: by !== undefined });
}

function register(set: WorkingSet, command: RegisterCommand, now: number): Outcome {
  const known = set.persons.get(command.row.psnNo);
  const decision = registerPerson(known, command.row, command.opening);
  if (decision.refused) return { kind: 'refused', refusal: decision };
  set.apply(decision, { cause: 'OPENING', ref: command.row.psnNo, at: now });
  if (decision.person === undefined) throw new Error('a registration has a person');
  return { kind: 'registered', created: known === undefined, person: decision.person };
}

function move(set: WorkingSet, { movement, contentHash }: MoveCommand, now: number): Outcome {
  const person = set.persons.get(movement.psnNo);
  if (person === undefined) return { kind: 'refused', refusal: refuse('A05', 'psn_no') };
  const known = set.movements.get(movement.movementId);
  if (known) {
    if (known.contentHash === contentHash) return { kind: 'moved', repeated: true, movement: known };
    return { kind: 'refused', refusal: refuse('A04', 'movement_id') };
  }
  const decision = moveMoney(person, movement);
  if (decision.refused) return { kind: 'refused', refusal: decision };
  set.apply(decision, { cause: movement.direction, ref: movement.movementId, at: now });
  if (decision.money === undefined) throw new Error('a movement moves money');
  const { balance, frozen } = decision.money;
  const row = { ...movement, contentHash, balance, frozen, at: now };
  set.movements.set(movement.movementId, row);
  set.newMovements.push(row);
  return { kind: 'moved', repeated: false, movement: row };
}
