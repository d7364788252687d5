import type { Fen } from '../money';

/** What two provinces owe each other of one month (R30): net of reversals, so that an amount may be negative. */
export interface ClearingFigures {
  /** The counterpart province, or one's own pooling region. */
  readonly admdvs: string;
  /** fen: own donors' money that was used there. */
  readonly payable: Fen;
  /** Rows of usage and of reversals. */
  readonly payableCount: number;
  /** fen: money of its donors that was used here. */
  readonly receivable: Fen;
  readonly receivableCount: number;
}

/** The body of M601. */
export interface ClearingStatement {
  /** 202606 */
  readonly month: number;
  readonly lines: readonly ClearingFigures[];
}

/** What is answered to M601: own figures, and whether they are the platform's (R30). */
export interface ClearingComparison {
  readonly result: 'MATCH' | 'MISMATCH';
  readonly lines: readonly ClearingFigures[];
}

/** A province of which the two sides say something else. */
export interface ClearingDifference {
  readonly admdvs: string;
  readonly here: ClearingFigures;
  readonly there: ClearingFigures;
}

/** Where the platform's figures are not one's own, by province; one with zeros equals an absent one (R30). */
export function clearingDifferences(
  own: readonly ClearingFigures[],
  theirs: readonly ClearingFigures[],
): ClearingDifference[] {
  const [here, there] = [own, theirs].map((lines) => new Map(lines.map((line) => [line.admdvs, line])));
  const provinces = [...new Set([...own, ...theirs].map(({ admdvs }) => admdvs))].sort();
  return provinces
    .map((admdvs) => ({
      admdvs,
      here: here?.get(admdvs) ?? nothingOf(admdvs),
      there: there?.get(admdvs) ?? nothingOf(admdvs),
    }))
    .filter((each) => !areEqual(each.here, each.there));
}

/** The answer to a statement. */
export function compareClearing(
  own: readonly ClearingFigures[],
  { lines: theirs }: ClearingStatement,
): ClearingComparison {
  return { result: clearingDifferences(own, theirs).length === 0 ? 'MATCH' : 'MISMATCH', lines: own };
}

function nothingOf(admdvs: string): ClearingFigures {
  return { admdvs, payable: 0n as Fen, payableCount: 0, receivable: 0n as Fen, receivableCount: 0 };
}

function areEqual(one: ClearingFigures, other: ClearingFigures): boolean {
  return (
    one.payable === other.payable &&
    one.payableCount === other.payableCount &&
    one.receivable === other.receivable &&
    one.receivableCount === other.receivableCount
  );
}
