import type { Fen } from '../money';

/** Scenes of R16: 1 institution, 2 pharmacy, 3 resident premium, 4 long-term care premium. */
export type Scene = '1' | '2' | '3' | '4';

/** Who pays in which order (R17). */
export type Payer = 'account' | 'wallet';

/** What a province caps for its own donors (R11); what is left out is not capped. Amounts in fen. */
export interface Caps {
  readonly settingsPerDay?: number;
  readonly settingsPerMonth?: number;
  readonly settingsPerYear?: number;
  readonly amountMin?: Fen;
  readonly amountMax?: Fen;
  readonly amountPerMonth?: Fen;
  readonly amountPerYear?: Fen;
  readonly outstandingMax?: Fen;
  readonly beneficiariesMax?: number;
}

/** A province's policy for one pooling region at one time, overrides applied (R3, R11, R17). */
export interface Policy {
  /** ms UTC; absent where none is in force yet */
  readonly effectiveFrom?: number;
  readonly kinship: ReadonlySet<string>;
  readonly caps: Caps;
  readonly paymentOrder: Readonly<Record<Scene, readonly Payer[]>>;
}

/** Gives the policy in force at an instant (ms UTC) for a pooling region. */
export type PolicyInForce = (at: number, poolingRegion: string) => Policy;

/** R3: the nine kinships, 01 spouse to 09 great-grandchild. */
export const ALL_KINSHIP: ReadonlySet<string> = new Set(['01', '02', '03', '04', '05', '06', '07', '08', '09']);
