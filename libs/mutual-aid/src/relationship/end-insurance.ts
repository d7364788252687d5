import type { Changes, RelationshipChange } from '../decision';
import type { InsuredPerson, RegistryRow } from '../insured-person/insured-person';
import { beginTermination, ownPerson, type Relationship, type Role } from './relationship';
import { TERMINATION_BEGINS, type InsuranceEnd } from './termination';

/** What the end of a person's insurance changes, and the relationships that the M312 names; none is sent for none. */
export interface Ending extends Changes {
  readonly named: readonly string[];
}

/**
 * R8: every EFFECTIVE relationship of these goes to TERMINATING at once, and one M312 (its id is `noticeId`) names them
 * and those TERMINATING already that no M312 has named. A PENDING one stays and keeps the end, for its confirmation.
 */
export function endRelationships(
  psnNo: string,
  live: readonly Relationship[],
  end: InsuranceEnd,
  { now, noticeId }: { readonly now: number; readonly noticeId: string },
): Ending {
  const named: string[] = [];
  const relationships: RelationshipChange[] = [];
  for (const before of live) {
    const after = ended(before, end, now);
    if (after.termination?.named && !before.termination?.named) named.push(before.relationshipId);
    if (after !== before) relationships.push({ before, after });
  }
  if (named.length === 0) return { refused: false, relationships, named };
  const notice = { id: noticeId, psnNo, ...end, relationshipIds: named };
  return { refused: false, relationships, uploads: [{ infno: 'M312', end: notice }], named };
}

function ended(relationship: Relationship, end: InsuranceEnd, now: number): Relationship {
  const { state, termination, endedBy = end } = relationship;
  if (state === 'PENDING') return relationship.endedBy === undefined ? { ...relationship, endedBy } : relationship;
  if (state !== 'EFFECTIVE' && state !== 'TERMINATING') return relationship;
  if (termination?.named && relationship.endedBy !== undefined) return relationship;
  const terminating = state === 'EFFECTIVE' ? beginTermination(relationship, now) : relationship;
  return { ...terminating, endedBy, termination: { ...(terminating.termination ?? TERMINATION_BEGINS), named: true } };
}

/** END and TRANSFER end all enrolments of the person's row (R8); the account stays. */
export function endEnrolments(person: InsuredPerson): InsuredPerson {
  return { ...person, enrolments: person.enrolments.map(({ insutype }) => ({ insutype, state: 'ENDED' })) };
}

/** What a registry update ends (R8): as TRANSFER for both roles, or as END for those given, received or both. */
export interface EndedByUpdate {
  readonly kind: InsuranceEnd['kind'];
  readonly roles: readonly Role[];
}

/**
 * R8: another pooling region acts as TRANSFER; no active 310 left as END for relationships given, neither 310 nor 390
 * for those received. Undefined where the update ends nothing that the row before it had not ended.
 */
export function endedByUpdate(known: InsuredPerson, stated: RegistryRow): EndedByUpdate | undefined {
  if (known.insuAdmdvs !== stated.insuAdmdvs) return { kind: 'TRANSFER', roles: ['donor', 'benef'] };
  const roles: Role[] = [];
  // Live relationships are given still: of an earlier version, which did not end them, or already TERMINATING.
  if (!isActive(stated, ['310']) && (isActive(known, ['310']) || known.liveGiven > 0)) roles.push('donor');
  if (!isActive(stated, ['310', '390']) && isActive(known, ['310', '390'])) roles.push('benef');
  return roles.length === 0 ? undefined : { kind: 'END', roles };
}

/** Of a person's relationships those in which they are this province's person, given or received as asked. */
export function ownRelationships(psnNo: string, roles: readonly Role[], all: readonly Relationship[]): Relationship[] {
  return all.filter((each) => roles.includes(each.role) && ownPerson(each).psnNo === psnNo);
}

function isActive({ enrolments }: RegistryRow, insutypes: readonly string[]): boolean {
  return enrolments.some(({ insutype, state }) => state === 'ACTIVE' && insutypes.includes(insutype));
}
