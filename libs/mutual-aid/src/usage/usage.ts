import type { Fen } from '../money';
import type { Scene } from '../policy/policy';

/** What one limit paid of a usage (or got back by its reversal). */
export interface UsageLine {
  /** from 1 */
  readonly lineNo: number;
  readonly relationshipId: string;
  readonly limitId: string;
  readonly amount: Fen;
  /** What was left in the limit right after (`balc`). */
  readonly balanceAfter: Fen;
}

/** Who pays how much of a settlement: `accountPaid + walletPaid + cash` is the amount to pay, always (R17). Fen. */
export interface Split {
  /** acct_pay */
  readonly accountPaid: Fen;
  /** acct_mulaid_pay, the sum of the lines */
  readonly walletPaid: Fen;
  /** psn_cash_pay */
  readonly cash: Fen;
}

/** What a settlement system asks the wallet to pay (R16); a quote has no settlement yet. */
export interface QuoteRequest {
  readonly psnNo: string;
  readonly scene: Scene;
  readonly medType?: string | undefined;
  /** fixmedins_code: the designated institution or pharmacy, named in scenes 1 and 2. */
  readonly institution?: string | undefined;
  /** ms UTC */
  readonly useTime: number;
  readonly payAmount: Fen;
}

/** The same for a settlement, whose id is used once (R20). */
export interface UsageRequest extends QuoteRequest {
  readonly settlementId: string;
}

/** One settlement paid wholly or partly from the wallet; without lines where the wallet paid nothing (R18). */
export interface Usage extends UsageRequest, Split {
  readonly useId: string;
  readonly lines: readonly UsageLine[];
  readonly state: 'PAID' | 'REVERSED';
}

/** The undoing of one usage, whole (R21): the same lines with the same amounts. */
export interface Reversal extends Split {
  readonly useId: string;
  readonly originalUseId: string;
  readonly settlementId: string;
  /** When it was reversed, ms UTC. */
  readonly useTime: number;
  readonly lines: readonly UsageLine[];
}
