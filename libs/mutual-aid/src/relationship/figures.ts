import type { Limit } from '../limit/limit';
import { bySetting } from '../usage/drawing-order';
import type { LimitFigures } from './termination';

/** What a province answers to M301: its own figures, and whether they are the platform's (R27). */
export interface Comparison {
  readonly result: 'MATCH' | 'MISMATCH';
  readonly limits: readonly LimitFigures[];
}

/** What one party says of limits, by their ids. */
type Stated = Pick<LimitFigures, 'limitId'>;

/**
 * This province's figures (R27): every limit neither REVOKED nor REFUSED, in drawing order; a PENDING limit only where
 * the platform names it, which has it then.
 */
export function figuresOf(limits: readonly Limit[], named: readonly Stated[]): LimitFigures[] {
  const ids = new Set(named.map(({ limitId }) => limitId));
  return limits
    .filter(
      ({ state, limitId }) => state === 'EFFECTIVE' || state === 'CLOSED' || (state === 'PENDING' && ids.has(limitId)),
    )
    .sort(bySetting)
    .map(({ limitId, amount, used, usedCount }) => ({ limitId, amount, used, usedCount }));
}

/** Whether two parties say the same of the same limits, in whatever order; each names a limit once (E01). */
export function areEqual<Own extends Stated, Theirs extends Stated>(
  own: readonly Own[],
  theirs: readonly Theirs[],
  isSame: (one: Own, other: Theirs) => boolean,
): boolean {
  if (own.length !== theirs.length) return false;
  const known = new Map(own.map((each) => [each.limitId, each]));
  return theirs.every((each) => {
    const same = known.get(each.limitId);
    return same !== undefined && isSame(same, each);
  });
}
