import { fen, fenToYuan, periodsOf, yuanToFen } from '@libs/mutual-aid';
import type { Books } from './books';
import { receivedAt } from './daily/day-rows';
import type { UsageBooks } from './usage-books';

/** A counterpart's line of a clearing statement (M601, R30). */
export interface ClearingLine {
  readonly admdvs: string;
  readonly payable_amt: string;
  readonly payable_cnt: number;
  readonly receivable_amt: string;
  readonly receivable_cnt: number;
}

/**
 * What a province owes each counterpart for a month (202606), and is owed, by the time of receipt (R30): usages less
 * reversals, which may be below zero; the counts are of rows, a reversal's too.
 */
export function clearingLines(books: Books, usage: UsageBooks, province: string, month: number): ClearingLine[] {
  const payable = new Map<string, Sum>();
  const receivable = new Map<string, Sum>();
  for (const row of usage.received) {
    const { donorProvince, benefProvince } = books.relationships.get(row.mulaid_rel_id) ?? {};
    if (!donorProvince || !benefProvince || periodsOf(receivedAt(row)).month !== month) continue;
    const amt = (row.orig_use_id === null ? 1n : -1n) * yuanToFen(row.amt);
    if (donorProvince === province) add(payable, benefProvince, amt);
    if (benefProvince === province) add(receivable, donorProvince, amt);
  }
  return [...new Set([...payable.keys(), ...receivable.keys()])].sort().map((admdvs) => {
    const [out, back] = [payable.get(admdvs) ?? NOTHING, receivable.get(admdvs) ?? NOTHING];
    return {
      admdvs,
      payable_amt: fenToYuan(fen(out.amt)),
      payable_cnt: out.cnt,
      receivable_amt: fenToYuan(fen(back.amt)),
      receivable_cnt: back.cnt,
    };
  });
}

interface Sum {
  /** fen, may be below zero */
  readonly amt: bigint;
  readonly cnt: number;
}

const NOTHING: Sum = { amt: 0n, cnt: 0 };

function add(sums: Map<string, Sum>, admdvs: string, amt: bigint): void {
  const sum = sums.get(admdvs) ?? NOTHING;
  sums.set(admdvs, { amt: sum.amt + amt, cnt: sum.cnt + 1 });
}
