import { NO_CHANGES, type Changes } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import type { Relationship } from '../relationship/relationship';
import type { Limit } from './limit';
import { takeBackLimits } from './take-back';

/** The platform has our M211: the limit is effective, whatever state its relationship is in (§4). */
export function confirmLimit(relationship: Relationship, limit: Limit): Changes {
  if (limit.state !== 'PENDING') return NO_CHANGES;
  return {
    refused: false,
    relationships: [{ before: relationship, after: relationship }],
    limits: [{ ...limit, state: 'EFFECTIVE' }],
  };
}

/** The platform refused our M211 (§5): REFUSED, and what it froze is free again; nothing where it is PENDING no more. */
export function refuseLimit(donor: InsuredPerson, relationship: Relationship, limit: Limit): Changes {
  if (limit.state !== 'PENDING') return NO_CHANGES;
  return {
    ...takeBackLimits(donor, relationship.role, [limit], 'REFUSED'),
    relationships: [{ before: relationship, after: relationship }],
  };
}
