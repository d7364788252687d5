import { available } from '../account/account';
import { moveShare } from '../account/move-share';
import type { Changes } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { drawLimit } from '../limit/draw';
import { remaining, type Limit } from '../limit/limit';
import { fen, ZERO_FEN, type Fen } from '../money';
import { isFuture } from '../periods';
import type { PolicyInForce } from '../policy/policy';
import { refuse, type Refusal } from '../refusal';
import { drawingOrder, type WalletLimit } from './drawing-order';
import { splitPayment } from './split-payment';
import type { QuoteRequest, Split, UsageLine } from './usage';

/** What A01 says of a `use_time` in the future. */
export const USED_IN_FUTURE = '使用时间晚于当前时间 5 分钟以上，是将来的时间；请核对时间、时区与系统时钟';
const PLACE_MISSING = '场景 1、2 必须填写定点医药机构编号';

/** Whose wallet is asked to pay. */
export interface Beneficiary {
  /** Absent without a registry row. */
  readonly person: InsuredPerson | undefined;
  /** The limits that they received, whether they can be spent or not. */
  readonly received: readonly WalletLimit[];
}

/** What a payment is judged by; the clock comes from outside. */
export interface UsageContext {
  /** ms UTC */
  readonly now: number;
  readonly policies: PolicyInForce;
}

/** What a payment would be. */
export interface Quote extends Split {
  readonly refused: false;
  readonly lines: readonly UsageLine[];
  /** What paying it changes: the person, the limits drawn on, the account's money. */
  readonly changes: Changes;
}

/**
 * R16–R18, R22: what account, wallet and cash would pay, by the policy in force at the use time for the beneficiary's
 * pooling region. A01 where the request cannot be one, A05 without a registry row, A10 a premium not payable in full.
 */
export function quoteUsage(
  { person, received }: Beneficiary,
  request: QuoteRequest,
  { now, policies }: UsageContext,
): Quote | Refusal<'A01' | 'A05' | 'A10'> {
  const { scene, useTime, payAmount } = request;
  const unfit = findUnfit(request, now);
  if (unfit !== undefined) return unfit;
  if (person === undefined) return refuse('A05', 'psn_no');
  const wallet = drawingOrder(received);
  const means = {
    account: person.account ? available(person.account) : ZERO_FEN,
    wallet: fen(wallet.reduce((sum, { limit }) => sum + remaining(limit), 0n)),
  };
  const split = splitPayment(payAmount, scene, policies(useTime, person.insuAdmdvs), means);
  if ('refused' in split) return split;
  const { lines, limits } = draw(wallet, split.walletPaid);
  const changes: Changes = { refused: false, limits, ...moveShare(person, 0n - split.accountPaid) };
  return { refused: false, ...split, lines, changes };
}

function findUnfit(request: QuoteRequest, now: number): Refusal<'A01'> | undefined {
  const { scene, institution, useTime, payAmount } = request;
  if (payAmount <= 0n) return refuse('A01', 'pay_amt', '金额应大于 0.00');
  if (isFuture(useTime, now)) return refuse('A01', 'use_time', USED_IN_FUTURE);
  const isPlaceMissing = (scene === '1' || scene === '2') && !institution;
  return isPlaceMissing ? refuse('A01', 'fixmedins_code', PLACE_MISSING) : undefined;
}

function draw(wallet: readonly WalletLimit[], amount: Fen): { lines: UsageLine[]; limits: Limit[] } {
  const lines: UsageLine[] = [];
  const limits: Limit[] = [];
  let due = amount;
  for (const { limit } of wallet) {
    if (due === 0n) break;
    const left = remaining(limit);
    const part = left < due ? left : due;
    const drawn = drawLimit(limit, part);
    const { relationshipId, limitId } = limit;
    lines.push({ lineNo: lines.length + 1, relationshipId, limitId, amount: part, balanceAfter: remaining(drawn) });
    limits.push(drawn);
    due = fen(due - part);
  }
  return { lines, limits };
}
