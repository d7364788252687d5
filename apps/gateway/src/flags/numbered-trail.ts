import { lastNumber, numbersAfter, type LedgerConnection, type NumberedTrail } from '@libs/province-store';

/** Numbers that one look takes. */
const A_LOOK = 500;
/** A number that is missing may belong to a transaction that is not committed yet, but not for longer than this, ms. */
const COMMITTED_WITHIN = 60_000;
/** And so many are looked for at most. */
const MOST_MISSING = 1000;

/**
 * A trail followed by its numbers, which are given out in the order of writing: whatever is committed behind a higher one
 * is found all the same.
 */
export class FollowedTrail {
  private readonly missing = new Map<number, number>();

  private constructor(
    private readonly trail: NumberedTrail,
    /** How far it was followed. */
    private after: number,
  ) {}

  /** Goes on where somebody had come to, some numbers before it, or begins at the end. */
  static async from(
    connection: LedgerConnection,
    trail: NumberedTrail,
    reached: number | undefined,
  ): Promise<FollowedTrail> {
    const after = reached === undefined ? await lastNumber(connection, trail) : Math.max(0, reached - MOST_MISSING);
    return new FollowedTrail(trail, after);
  }

  get reached(): number {
    return this.after;
  }

  /** What is new, and whether there may be more. */
  async next(connection: LedgerConnection, now: number): Promise<{ numbers: number[]; hasMore: boolean }> {
    const { after, missing } = this;
    for (const [number, since] of missing) if (now - since > COMMITTED_WITHIN) missing.delete(number);
    const numbers = await numbersAfter(connection, this.trail, { after, missing: [...missing.keys()], most: A_LOOK });
    let expected = after + 1;
    for (const number of numbers) {
      if (missing.delete(number)) continue;
      for (; expected < number && missing.size < MOST_MISSING; expected++) missing.set(expected, now);
      expected = number + 1;
      this.after = number;
    }
    return { numbers, hasMore: numbers.length >= A_LOOK };
  }
}
