import type { Fen } from '../money';
import { periodsOf } from '../periods';

/** A line of usage as the platform has it: a row of a day's file (R23), or one of those fetched (R28). */
export interface StatedLine {
  readonly useId: string;
  /** from 1 */
  readonly lineNo: number;
  /** Of a reversal: the usage that it undoes, whose line has the same number and amount. */
  readonly originalUseId?: string | undefined;
  readonly relationshipId: string;
  readonly limitId: string;
  /** Positive in a reversal, too. */
  readonly amount: Fen;
  /** ms UTC */
  readonly useTime: number;
  /** The platform's time of receipt, ms UTC. */
  readonly uploadTime: number;
}

/** A line that was applied in the donor region, once and for ever. */
export interface AppliedLine extends StatedLine {
  /** The use id of the reversal that was applied to it. */
  readonly reversedBy?: string | undefined;
}

/** The day that a line counts for, as `periodsOf` numbers them (R23). */
export function dayOfLine({ uploadTime }: StatedLine): number {
  return periodsOf(uploadTime).day;
}
