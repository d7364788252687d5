import type { ContentHash } from '../content-hash';
import type { Channel, StatedPerson } from '../platform-message';
import type { RefusalCode } from '../refusal';

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
  readonly refusedWith?: RefusalCode | undefined;
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

/** The same relationship in another state; throws where the table has no such transition. */
export function moveTo(relationship: Relationship, state: RelationshipState): Relationship {
  if (!TRANSITIONS[relationship.state].includes(state)) {
    throw new Error(`no transition from ${relationship.state} to ${state}`);
  }
  return { ...relationship, state };
}
