import type { Fen } from '../money';

/** From what on a pattern is unusual (R33). */
export interface FlagThresholds {
  /** fen: of a limit that is spent fast. */
  readonly drainAmount: Fen;
  /** ms, from its setting. */
  readonly drainWithin: number;
  /** More donors than that for one beneficiary. */
  readonly donorsMax: number;
  /** More institutions than that, */
  readonly placesMax: number;
  /** within so long, ms. */
  readonly placesWithin: number;
}

/** A line that draws on a limit, or gives back. */
interface Draw {
  readonly amount: Fen;
  readonly isReversal: boolean;
  /** ms UTC */
  readonly useTime: number;
}

/**
 * When a large limit was spent to zero within so long of its setting, by use_time (ms UTC); undefined where it never was.
 * `draws` are all of it, in the order of recording; what is reversed later was spent all the same.
 */
export function drainedAt(
  limit: { readonly amount: Fen; readonly setTime: number },
  draws: readonly Draw[],
  { drainAmount, drainWithin }: FlagThresholds,
): number | undefined {
  if (limit.amount < drainAmount) return undefined;
  let used = 0n;
  for (const { amount, isReversal, useTime } of draws) {
    used = isReversal ? used - amount : used + amount;
    if (used >= limit.amount && useTime - limit.setTime <= drainWithin) return useTime;
  }
  return undefined;
}

/** A visit to an institution. */
interface Visit {
  readonly institution: string;
  /** ms UTC */
  readonly useTime: number;
}

/** Too many institutions in too short a time; by their codes, times in ms UTC. */
export interface ManyPlaces {
  readonly from: number;
  readonly until: number;
  readonly institutions: readonly string[];
}

/** The first stretch of time in which a beneficiary used the wallet at more institutions than usual; undefined without. */
export function manyPlaces(
  visits: readonly Visit[],
  { placesMax, placesWithin }: FlagThresholds,
): ManyPlaces | undefined {
  const inOrder = [...visits].sort((one, other) => one.useTime - other.useTime);
  for (const { useTime: from } of inOrder) {
    const stretch = inOrder.filter(({ useTime }) => useTime >= from && useTime <= from + placesWithin);
    const institutions = [...new Set(stretch.map(({ institution }) => institution))];
    const until = stretch.at(-1)?.useTime ?? from;
    if (institutions.length > placesMax) return { from, until, institutions };
  }
  return undefined;
}
