import type { Changes } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { drawLimit } from '../limit/draw';
import { remaining, type Limit } from '../limit/limit';
import { restoreLimit } from '../limit/restore';
import { fen } from '../money';
import type { Relationship } from '../relationship/relationship';
import type { StatedLine } from './stated-line';

/** Whose money it is: the donor, and what of theirs a line draws on. */
export interface GivenLimit {
  readonly donor: InsuredPerson;
  readonly relationship: Relationship;
  readonly limit: Limit;
}

/**
 * R23: applies a line that fits. A usage lets balance and frozen part of the donor's account fall together; a reversal
 * raises the balance, and with it the frozen part where the limit is live, else what it returned (R21).
 */
export function applyLine(given: GivenLimit, { originalUseId, amount }: StatedLine): Changes {
  const { donor, relationship, limit } = given;
  const after = originalUseId === undefined ? drawLimit(limit, amount) : restoreLimit(limit, amount);
  if (donor.account === undefined) throw new Error('a donor with limits has a personal account');
  const { balance, frozen } = donor.account;
  // What a limit has used is gone from the balance, and what is left of it is frozen (R31).
  const account = {
    ...donor.account,
    balance: fen(balance + limit.used - after.used),
    frozen: fen(frozen + remaining(after) - remaining(limit)),
    moved: true,
  };
  return {
    refused: false,
    person: { ...donor, account },
    relationships: [{ before: relationship, after: relationship }],
    limits: [after],
    money: amount === 0n ? undefined : { amount, balance: account.balance, frozen: account.frozen },
  };
}

/**
 * R23: a usage and its reversal, neither applied, are applied together, whatever remains: two rows more, of which no
 * money is moved.
 */
export function applyTogether({ relationship, limit }: GivenLimit): Changes {
  return {
    refused: false,
    relationships: [{ before: relationship, after: relationship }],
    limits: [{ ...limit, usedCount: limit.usedCount + 2, everUsed: true }],
  };
}
