import { remaining, type Limit } from '../limit/limit';
import type { Fen } from '../money';
import type { Relationship } from '../relationship/relationship';
import { dayOfLine, type AppliedLine, type StatedLine } from './stated-line';

/** Why a row is not applied (R25); where several apply, the first in this order. */
export type LineDiscrepancyKind = 'DUPLICATE' | 'UNKNOWN_LIMIT' | 'AMOUNT_DIFFERS' | 'MISSING_HERE' | 'OVER_LIMIT';

/** A row that is not applied. */
export interface LineDiscrepancy {
  readonly kind: LineDiscrepancyKind;
  /** Of AMOUNT_DIFFERS: what was applied here, or what the line has that a reversal is unlike. */
  readonly amountHere?: Fen | undefined;
}

/** A row that can be applied now, one that is already, or why it is not. */
export type LineVerdict = 'fits' | 'applied already' | LineDiscrepancy;

/** What is recorded here of what a row names. */
export interface NamedByLine {
  readonly relationship: Relationship | undefined;
  readonly limit: Limit | undefined;
  /** The line applied under its use id and number. */
  readonly known: AppliedLine | undefined;
  /** Of a reversal: the line applied under the usage's id and the same number. */
  readonly undone: AppliedLine | undefined;
}

/** R23, R25: whether a row of the platform's can be applied in the donor region. What it names is confirmed already. */
export function judgeLine(line: StatedLine, { relationship, limit, known, undone }: NamedByLine): LineVerdict {
  if (known !== undefined && dayOfLine(known) !== dayOfLine(line)) return { kind: 'DUPLICATE' };
  if (!isGivenHere(line, relationship, limit)) return { kind: 'UNKNOWN_LIMIT' };
  if (known !== undefined) {
    const isSame = isAlike(line, known) && known.originalUseId === line.originalUseId;
    return isSame ? 'applied already' : { kind: 'AMOUNT_DIFFERS', amountHere: known.amount };
  }
  if (line.originalUseId === undefined) return line.amount > remaining(limit) ? { kind: 'OVER_LIMIT' } : 'fits';
  if (undone === undefined || undone.originalUseId !== undefined) return { kind: 'MISSING_HERE' };
  if (!isAlike(line, undone)) return { kind: 'AMOUNT_DIFFERS', amountHere: undone.amount };
  // Reversed by another one already: of that usage nothing is applied here any more.
  return undone.reversedBy === undefined ? 'fits' : { kind: 'MISSING_HERE' };
}

/** Whether a reversal's line is that of the usage: the same number, limit and amount (M412: same lines, same amounts). */
export function reverses(reversal: StatedLine, usage: StatedLine): boolean {
  const isOfIt = reversal.originalUseId === usage.useId && reversal.lineNo === usage.lineNo;
  return isOfIt && usage.originalUseId === undefined && isAlike(reversal, usage);
}

function isAlike(one: StatedLine, other: StatedLine): boolean {
  return one.amount === other.amount && one.limitId === other.limitId && one.relationshipId === other.relationshipId;
}

/** Known here, neither revoked nor refused, of that relationship, and given by a donor of this province. */
function isGivenHere(
  { relationshipId }: StatedLine,
  relationship: Relationship | undefined,
  limit: Limit | undefined,
): limit is Limit {
  if (relationship?.role !== 'donor' || limit?.relationshipId !== relationshipId) return false;
  return limit.state !== 'REVOKED' && limit.state !== 'REFUSED';
}
