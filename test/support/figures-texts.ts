import { fen, yuanToFen, type ClosingFigures, type LimitFigures } from '@libs/mutual-aid';
import type { Difference } from './random-steps';

/** A limit with its count, as text. */
export function countedText({ limitId, amount, used, usedCount }: LimitFigures): string {
  return `${limitId}:${amount}/${used}/${usedCount}`;
}

/** A limit with what was used of it, as text. */
export function totalText({ limitId, amount, used }: Pick<LimitFigures, 'limitId' | 'amount' | 'used'>): string {
  return `${limitId}:${amount}/${used}`;
}

/** Texts in one order, whatever theirs was. */
export function sorted(texts: readonly string[]): string {
  return [...texts].sort().join(' ');
}

/** An answer's output as the model tells it. */
export function outputText(output: string | undefined): string {
  if (output === undefined) return '';
  const { result, limits } = JSON.parse(output) as {
    result: string;
    limits: { mulaid_lmt_id: string; lmt_amt: string; used_amt: string; used_cnt: number }[];
  };
  const figures = limits.map((each) =>
    countedText({
      limitId: each.mulaid_lmt_id,
      amount: yuanToFen(each.lmt_amt),
      used: yuanToFen(each.used_amt),
      usedCount: each.used_cnt,
    }),
  );
  return ` ${result} ${figures.join(' ')}`;
}

/** These figures, made to differ. */
export function differing(figures: readonly LimitFigures[], how: Difference): LimitFigures[] {
  const [first, ...others] = figures;
  if (how === 'unknown') return [...figures, { limitId: 'X1', amount: fen(100n), used: fen(0n), usedCount: 0 }];
  if (first === undefined) return [];
  if (how === 'missing') return others;
  if (how === 'used') return [{ ...first, used: fen(first.used + 1n) }, ...others];
  if (how === 'count') return [{ ...first, usedCount: first.usedCount + 1 }, ...others];
  return how === 'turned' ? figures.toReversed() : [...figures];
}

/** Figures as M302 says them; where the count is to differ, which it does not say, what is returned does. */
export function closing(figures: readonly LimitFigures[], how: Difference): ClosingFigures[] {
  return figures.map(({ limitId, amount, used, usedCount }) => {
    const returned = fen(amount - used + (how === 'count' ? BigInt(usedCount) : 0n));
    return { limitId, amount, used, returned };
  });
}

/** Rows in the order of their ids. */
export function byId<Row extends { id: string }>(rows: Row[]): Row[] {
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}
