import type { DecisionOrWait } from '../decision';
import { WAITS } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { isFinalLimit, type Limit } from '../limit/limit';
import { takeBackLimits } from '../limit/take-back';
import { refuse } from '../refusal';
import { isFinal, moveTo, type Relationship } from './relationship';

/** M103: undoes an establishment and unfreezes; E31 where it is final, E40 where anything was spent (§4, R13). */
export function revokeRelationship(
  own: InsuredPerson | undefined,
  relationship: Relationship | undefined,
  limits: readonly Limit[],
): DecisionOrWait {
  if (relationship === undefined || own === undefined) return WAITS;
  if (isFinal(relationship.state)) return refuse('E31');
  if (limits.some((limit) => limit.everUsed)) return refuse('E40');
  const open = limits.filter((limit) => !isFinalLimit(limit.state));
  const returned = takeBackLimits(own, relationship.role, open);
  const liveGiven = relationship.role === 'donor' ? own.liveGiven - 1 : own.liveGiven;
  return {
    ...returned,
    person: { ...returned.person, liveGiven },
    relationships: [{ before: relationship, after: moveTo(relationship, 'REVOKED') }],
  };
}
