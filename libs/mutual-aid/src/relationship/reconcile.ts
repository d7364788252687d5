import { WAITS, type DecisionOrWait } from '../decision';
import type { Reconciliation } from '../platform-message';
import { refuse } from '../refusal';
import { areEqual, figuresOf } from './figures';
import type { Recorded } from './recorded';
import { beginTermination, isFinal } from './relationship';
import { TERMINATION_BEGINS, type LimitFigures, type Termination } from './termination';

/**
 * M301 (R27): blocks the relationship from now (ms UTC) on and compares, while TERMINATING again; `limits` are all of the
 * relationship. A PENDING limit that the platform names is confirmed by that (§4). After its own MISMATCH the donor
 * region has the usages to fetch (R28); the beneficiary region's list of them is whoever reads the lines'. A PENDING
 * relationship was confirmed before.
 */
export function reconcileRelationship(
  { own, relationship, limits }: Recorded,
  theirs: Reconciliation,
  now: number,
): DecisionOrWait {
  if (relationship === undefined || own === undefined) return WAITS;
  if (isFinal(relationship.state)) return refuse('E31');
  const figures = figuresOf(limits, theirs.limits);
  const matches = areEqual(figures, theirs.limits, areSameFigures);
  const named = new Set(figures.map(({ limitId }) => limitId));
  const confirmed = limits.filter(({ state, limitId }) => state === 'PENDING' && named.has(limitId));
  const { termination = TERMINATION_BEGINS, ...blocked } =
    relationship.state === 'TERMINATING' ? relationship : beginTermination(relationship, now);
  const reconciled: Termination = { ...termination, reconciled: true, ...(matches && { matched: figures }) };
  return {
    refused: false,
    relationships: [{ before: relationship, after: { ...blocked, termination: reconciled } }],
    limits: confirmed.map((limit) => ({ ...limit, state: 'EFFECTIVE' })),
    output: { result: matches ? 'MATCH' : 'MISMATCH', limits: figures },
    usagesToFetch: matches || relationship.role === 'benef' ? undefined : relationship.relationshipId,
  };
}

function areSameFigures(one: LimitFigures, other: LimitFigures): boolean {
  return one.amount === other.amount && one.used === other.used && one.usedCount === other.usedCount;
}
