import type { Changes, RelationshipChange } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import type { Limit } from '../limit/limit';
import { takeBackLimits } from '../limit/take-back';
import { beginTermination, moveTo, ownPerson, type Relationship } from './relationship';

/**
 * The platform has our M111 (its 0, or a message that proves it: "confirms", §4): the relationship is effective with the
 * limits of that M111, of which it has no other while PENDING. Where the own person's insurance ended meanwhile it goes
 * on to TERMINATING, and its own M312 is sent (R8).
 */
export function confirmRelationship(
  own: InsuredPerson,
  relationship: Relationship,
  limits: readonly Limit[],
  context: { readonly now: number; readonly newMsgid: () => string },
): Changes {
  const confirmed = limits.flatMap((limit): Limit[] =>
    limit.state === 'PENDING' ? [{ ...limit, state: 'EFFECTIVE' }] : [],
  );
  const effective = moveTo(relationship, 'EFFECTIVE');
  const relationships: RelationshipChange[] = [{ before: relationship, after: effective }];
  if (effective.endedBy === undefined) return { refused: false, person: own, relationships, limits: confirmed };
  const terminating = beginTermination(effective, context.now);
  const after: Relationship = { ...terminating, termination: { reconciled: false, named: true } };
  const { kind, at } = effective.endedBy;
  const end = { id: context.newMsgid(), psnNo: ownPerson(relationship).psnNo, kind, at };
  return {
    refused: false,
    person: own,
    relationships: [...relationships, { before: effective, after }],
    limits: confirmed,
    uploads: [{ infno: 'M312', end: { ...end, relationshipIds: [relationship.relationshipId] } }],
  };
}

/** The platform refused our M111 (§5): REFUSED with its limits, and what they froze is free again. */
export function refuseRelationship(
  donor: InsuredPerson,
  relationship: Relationship,
  limits: readonly Limit[],
  errCode: string | undefined,
): Changes {
  const pending = limits.filter((limit) => limit.state === 'PENDING');
  const returned = takeBackLimits(donor, relationship.role, pending, 'REFUSED');
  const after: Relationship = { ...moveTo(relationship, 'REFUSED'), refusedWith: errCode };
  return {
    ...returned,
    person: { ...returned.person, liveGiven: returned.person.liveGiven - 1 },
    relationships: [{ before: relationship, after }],
  };
}
