import type { LimitFigures, PlatformOrder } from '@libs/mutual-aid';

/** The orders that concern a relationship. */
export type RelationshipOrder = Extract<PlatformOrder, { readonly body: { readonly relationshipId: string } }>;

const FINAL = ['REVOKED', 'REFUSED', 'TERMINATED'];

/** A person of the model: nothing is counted, everything is summed when asked. */
export interface ModelPerson {
  readonly psnNo: string;
  readonly certNo: string;
  readonly region: string;
  insurances: string[];
  balance: bigint | undefined;
}

export interface ModelRelationship {
  readonly id: string;
  readonly role: 'donor' | 'benef';
  readonly donor: string;
  readonly benef: string;
  readonly content: string;
  state: string;
  /** The msgid of its M111, where it was established here. */
  upload?: string | undefined;
  /** The own person's insurance ended (R8). */
  ended?: boolean | undefined;
  /** The msgid of our newest M311 since TERMINATING began. */
  asked?: string | undefined;
  /** Whether an M301 came since. */
  reconciled?: boolean | undefined;
  /** Whether an M312 has named it. */
  named?: boolean | undefined;
  /** The figures of the last MATCH answered since it is TERMINATING. */
  matched?: readonly LimitFigures[] | undefined;
}

/** A limit of the model. */
export interface ModelLimit {
  readonly id: string;
  readonly relationship: string;
  readonly amount: bigint;
  readonly setTime: number;
  state: string;
  /** The msgid of its M211, where it was set here. */
  upload?: string | undefined;
  used: bigint;
  /** Usages and reversals, each one. */
  rows: number;
}

export interface ModelMessage {
  readonly msgid: string;
  readonly content: string;
  readonly order: RelationshipOrder;
  readonly arrivedAt: number;
  code: string | undefined;
}

/** What came of a termination is over (M303, a refused M311). */
export function effectiveAgain(held: ModelRelationship): void {
  held.state = 'EFFECTIVE';
  held.matched = undefined;
  held.asked = undefined;
  held.reconciled = undefined;
  held.named = undefined;
}

export function wrongRegion(role: 'donor' | 'benef'): string {
  return role === 'donor' ? 'E10' : 'E11';
}

/** An establishment of a relationship that is here. */
export function recognise(role: 'donor' | 'benef', held: ModelRelationship, content: string): string {
  if (held.role !== role) return wrongRegion(role);
  if (held.content !== content) return 'E04';
  return FINAL.includes(held.state) ? 'E31' : '0';
}

/** Whether a limit is frozen for still: set, or asked for here and unanswered. */
export function isOpen({ state }: ModelLimit): boolean {
  return state === 'EFFECTIVE' || state === 'PENDING';
}

export function isLive(relationship: ModelRelationship): boolean {
  return !FINAL.includes(relationship.state);
}
