import type { Fen } from '../money';
import type { LineDiscrepancyKind } from '../usage/judge-line';
import type { RunDay } from './run';

/** R25 */
export type DiscrepancyKind = LineDiscrepancyKind | 'MISSING_THERE';

/** PROPOSED waits for a second person; MENDED was carried out, or is not found any more; CLOSED is put up with. */
export type DiscrepancyStatus = 'OPEN' | 'PROPOSED' | 'MENDED' | 'CLOSED';

/** APPLY: the platform's row goes through the ledger. UPLOAD_AGAIN: our line goes to the platform once more. */
export type RepairAction = 'APPLY' | 'UPLOAD_AGAIN';

/** What a person did about a difference; never changed, never taken away. */
export interface DiscrepancyAct {
  readonly act: 'PROPOSED' | 'APPROVED' | 'CLOSED';
  /** The person. */
  readonly by: string;
  /** ms UTC */
  readonly at: number;
  readonly action?: RepairAction | undefined;
  readonly note?: string | undefined;
}

/** One difference between the two sides, kept for ever (R25). */
export interface Discrepancy extends RunDay {
  readonly id: string;
  readonly kind: DiscrepancyKind;
  /** Of a row; a limit's own difference has none. */
  readonly row?: { readonly useId: string; readonly lineNo: number } | undefined;
  readonly originalUseId?: string | undefined;
  readonly relationshipId?: string | undefined;
  readonly limitId: string;
  /** The donor whom the file names, or the beneficiary. */
  readonly psnNo?: string | undefined;
  /** fen; absent on the side that has none. */
  readonly here?: Fen | undefined;
  readonly there?: Fen | undefined;
  /** ms UTC */
  readonly useTime?: number | undefined;
  readonly uploadTime?: number | undefined;
  /** Where its row stands. */
  readonly file?: string | undefined;
  readonly fileLine?: number | undefined;
  readonly status: DiscrepancyStatus;
  /** What was proposed last. */
  readonly proposal?: { readonly action: RepairAction; readonly by: string } | undefined;
}
