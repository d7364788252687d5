import { WAITS, type DecisionOrWait } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { isFinal, type Relationship } from '../relationship/relationship';
import { refuse } from '../refusal';
import { isFinalLimit, type Limit } from './limit';
import { takeBackLimits } from './take-back';

/** M203: undoes one limit; waits for a limit not recorded yet, E31 where it is final, E40 where spent (§4). */
export function revokeLimit(
  own: InsuredPerson | undefined,
  relationship: Relationship | undefined,
  known: Limit | undefined,
): DecisionOrWait {
  if (relationship === undefined || own === undefined) return WAITS;
  if (isFinal(relationship.state)) return refuse('E31');
  // A limit of another relationship counts as unknown (§3).
  if (known === undefined || known.relationshipId !== relationship.relationshipId) return WAITS;
  if (isFinalLimit(known.state)) return refuse('E31');
  if (known.everUsed) return refuse('E40');
  return {
    ...takeBackLimits(own, relationship.role, [known]),
    relationships: [{ before: relationship, after: relationship }],
  };
}
