import { WAITS, type Changes, type DecisionOrWait } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { closedLimit, isFinalLimit, remaining, type Limit } from '../limit/limit';
import { fen } from '../money';
import type { Closing, ClosingFigures } from '../platform-message';
import { refuse } from '../refusal';
import { areEqual, figuresOf } from './figures';
import type { Recorded } from './recorded';
import { moveTo, type Relationship } from './relationship';
import type { LimitFigures } from './termination';

/**
 * M302 (R29): closes every limit, a PENDING one too, named or released; what is left of them at this moment is the
 * donor's to spend again. E31 unless TERMINATING; E32 where its figures are neither those of the last MATCH answered
 * since TERMINATING nor the present ones, where `ret_amt` is not the difference, or where nothing was answered MATCH.
 */
export function closeRelationship({ own, relationship, limits }: Recorded, closing: Closing): DecisionOrWait {
  if (relationship === undefined || own === undefined) return WAITS;
  if (relationship.state !== 'TERMINATING') return refuse('E31');
  if (!isRight(relationship, limits, closing)) return refuse('E32');
  const open = limits.filter(({ state }) => !isFinalLimit(state));
  const changes: Changes = {
    refused: false,
    relationships: [{ before: relationship, after: moveTo(relationship, 'TERMINATED') }],
    limits: open.map(closedLimit),
  };
  return relationship.role === 'benef' ? changes : { ...changes, ...freed(own, open) };
}

function isRight({ termination }: Relationship, limits: readonly Limit[], closing: Closing): boolean {
  const matched = termination?.matched;
  if (matched === undefined) return false;
  if (closing.limits.some(({ amount, used, returned }) => returned !== amount - used)) return false;
  const present = figuresOf(limits, closing.limits);
  return areEqual(matched, closing.limits, areSameTotals) || areEqual(present, closing.limits, areSameTotals);
}

function areSameTotals(own: LimitFigures, theirs: ClosingFigures): boolean {
  return own.amount === theirs.amount && own.used === theirs.used;
}

/** The donor's account with what is left of the limits free again, and one beneficiary fewer. */
function freed(donor: InsuredPerson, open: readonly Limit[]): Pick<Changes, 'person' | 'money'> {
  const left = fen(open.reduce((sum, limit) => sum + remaining(limit), 0n));
  const liveGiven = donor.liveGiven - 1;
  if (left === 0n) return { person: { ...donor, liveGiven } };
  if (donor.account === undefined) throw new Error('a donor with limits has a personal account');
  const account = { ...donor.account, frozen: fen(donor.account.frozen - left) };
  const { balance, frozen } = account;
  return { person: { ...donor, account, liveGiven }, money: { amount: left, balance, frozen } };
}
