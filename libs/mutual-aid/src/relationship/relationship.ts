import type { ContentHash } from '../content-hash';
import type { Channel, StatedPerson } from '../platform-message';
import { TERMINATION_BEGINS, type InsuranceEnd, type Termination } from './termination';

/** The states of a relationship (rules.md, States). */
export type RelationshipState = 'PENDING' | 'EFFECTIVE' | 'REFUSED' | 'REVOKED' | 'TERMINATING' | 'TERMINATED';

/** Which region this province is for a relationship: it holds the donor or the beneficiary (R4: never both). */
export type Role = 'donor' | 'benef';

/** A donor–beneficiary tie as recorded. */
export interface Relationship {
  readonly relationshipId: string;
  readonly role: Role;
  readonly state: RelationshipState;
  readonly donor: StatedPerson;
  readonly benef: StatedPerson;
  readonly relType: string;
  readonly commitNo: string;
  /** ms UTC */
  readonly commitTime: number;
  readonly channel: Channel;
  /** ms UTC */
  readonly estabTime: number;
  /** Hash of the establishing body: a repeat under another msgid is recognised by it (§3). */
  readonly contentHash: ContentHash;
  /** The platform's code where it refused our M111. */
  readonly refusedWith?: string | undefined;
  /** Since when it has been PENDING or TERMINATING, ms UTC; absent in every other state. */
  readonly openSince?: number | undefined;
  /** There exactly while TERMINATING. */
  readonly termination?: Termination | undefined;
  /** The own person's insurance ended (R8): kept while PENDING, and while TERMINATING forbids that it be cancelled (R29). */
  readonly endedBy?: InsuranceEnd | undefined;
}

/** The transitions that exist (rules.md, States); everything else is a fault. */
export const TRANSITIONS: Readonly<Record<RelationshipState, readonly RelationshipState[]>> = {
  PENDING: ['EFFECTIVE', 'REFUSED', 'REVOKED', 'TERMINATING'],
  EFFECTIVE: ['TERMINATING', 'REVOKED'],
  TERMINATING: ['TERMINATED', 'EFFECTIVE', 'REVOKED'],
  REFUSED: [],
  REVOKED: [],
  TERMINATED: [],
};

/** PENDING, EFFECTIVE, TERMINATING. */
export function isLive(state: RelationshipState): boolean {
  return !isFinal(state);
}

/** REFUSED, REVOKED, TERMINATED. */
export function isFinal(state: RelationshipState): boolean {
  return TRANSITIONS[state].length === 0;
}

/** The person of this province: the one whose file and lock the relationship belongs to. */
export function ownPerson(relationship: { role: Role; donor: StatedPerson; benef: StatedPerson }): StatedPerson {
  return relationship.role === 'donor' ? relationship.donor : relationship.benef;
}

/** The same relationship in another state, TERMINATING aside; throws where the table has no such transition. */
export function moveTo(relationship: Relationship, state: Exclude<RelationshipState, 'TERMINATING'>): Relationship {
  checkTransition(relationship, state);
  // An end of insurance outlives the confirmation of a PENDING one, which then terminates (R8).
  const endedBy = relationship.state === 'PENDING' ? relationship.endedBy : undefined;
  return { ...relationship, state, openSince: undefined, termination: undefined, endedBy };
}

/** The same relationship, TERMINATING from `at` (ms UTC) on; throws where the table has no such transition. */
export function beginTermination(relationship: Relationship, at: number): Relationship {
  checkTransition(relationship, 'TERMINATING');
  return { ...relationship, state: 'TERMINATING', openSince: at, termination: TERMINATION_BEGINS };
}

function checkTransition(relationship: Relationship, state: RelationshipState): void {
  if (!TRANSITIONS[relationship.state].includes(state))
    throw new Error(`no transition from ${relationship.state} to ${state}`);
}
