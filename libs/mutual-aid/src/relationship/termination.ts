import type { Fen } from '../money';

/** What one region has of a limit (R27): `used_cnt` counts usage and reversal rows, each one (§4). */
export interface LimitFigures {
  readonly limitId: string;
  readonly amount: Fen;
  readonly used: Fen;
  readonly usedCount: number;
}

/** How a person's insurance ended: coverage ceased, or moved to another pooling region (R8). */
export type EndKind = 'END' | 'TRANSFER';

/** The end of the insurance of this province's own person, as the core system states it (R8). */
export interface InsuranceEnd {
  readonly kind: EndKind;
  /** ms UTC */
  readonly at: number;
}

/** Who asked for a termination: a party, or `auto` by R8. */
export type Initiator = 'donor' | 'benef' | 'auto';

/** What has come of a termination since it began (R27–R29); empty again where the relationship is effective again. */
export interface Termination {
  /** The subject of our newest M311 since it began: only its refusal counts (§5). */
  readonly requested?: string | undefined;
  /** Whether an M301 came since it began: then a refused M311 undoes nothing (§5). */
  readonly reconciled: boolean;
  /** Own figures of the last MATCH answered since it began: an M302 with these is right (R29). */
  readonly matched?: readonly LimitFigures[] | undefined;
  /** Whether an M312 has named it (R8). */
  readonly named: boolean;
}

/** A termination that begins now. */
export const TERMINATION_BEGINS: Termination = { reconciled: false, named: false };
