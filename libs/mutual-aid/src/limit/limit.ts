import { fen, type Fen } from '../money';
import type { LimitTerms } from '../platform-message';

/** The states of a limit (rules.md, States). */
export type LimitState = 'PENDING' | 'EFFECTIVE' | 'REFUSED' | 'REVOKED' | 'CLOSED';

/** One setting as recorded. `amount = used + returned + remaining` always holds (R31). Fen. */
export interface Limit extends LimitTerms {
  readonly relationshipId: string;
  readonly state: LimitState;
  readonly used: Fen;
  /** Usage lines and reversal lines, each one (`used_cnt`, §4). */
  readonly usedCount: number;
  /** Whether any usage line is known here, reversed or not: it is never revoked again (E40). */
  readonly everUsed: boolean;
  readonly returned: Fen;
}

/** What a limit can still pay. */
export function remaining(limit: Limit): Fen {
  return fen(limit.amount - limit.used - limit.returned);
}

/** A newly recorded setting; PENDING where it was set here and the platform has not confirmed it. */
export function newLimit(
  relationshipId: string,
  terms: LimitTerms,
  state: Extract<LimitState, 'PENDING' | 'EFFECTIVE'> = 'EFFECTIVE',
): Limit {
  return {
    ...terms,
    relationshipId,
    state,
    used: fen(0n),
    usedCount: 0,
    everUsed: false,
    returned: fen(0n),
  };
}

/** A limit taken back whole: used 0, remaining 0, returned the amount (rules.md, States). */
export function takenBack(limit: Limit, state: Extract<LimitState, 'REVOKED' | 'REFUSED'>): Limit {
  return { ...limit, state, used: fen(0n), usedCount: 0, returned: limit.amount };
}

/** A limit of which what is left goes back to the donor with M302 (R29), also what is PENDING: released. */
export function closedLimit(limit: Limit): Limit {
  return { ...limit, state: 'CLOSED', returned: fen(limit.amount - limit.used) };
}

/** Whether nothing more can come of the limit. */
export function isFinalLimit(state: LimitState): boolean {
  return state === 'REFUSED' || state === 'REVOKED' || state === 'CLOSED';
}
