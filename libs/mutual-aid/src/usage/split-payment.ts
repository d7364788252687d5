import { fen, fenToYuan, ZERO_FEN, type Fen } from '../money';
import type { Payer, Policy, Scene } from '../policy/policy';
import { refuse, type Refusal } from '../refusal';
import type { Split } from './usage';

/** What each payer could pay at most. */
export type Means = Readonly<Record<Payer, Fen>>;

const WALLET_ALONE: readonly Payer[] = ['wallet'];

/**
 * Who pays how much. Scenes 1 and 2: account and wallet pay what they can in the policy's order, the rest is cash
 * (R17); a payer whom the policy does not name pays nothing. Scenes 3 and 4: the wallet alone, in full or A10 (R18).
 */
export function splitPayment(payAmount: Fen, scene: Scene, policy: Policy, means: Means): Split | Refusal<'A10'> {
  const isPremium = scene === '3' || scene === '4';
  if (isPremium && means.wallet < payAmount) {
    return refuse('A10', `钱包可用${fenToYuan(means.wallet)}元，应缴${fenToYuan(payAmount)}元`);
  }
  const paid: Record<Payer, Fen> = { account: ZERO_FEN, wallet: ZERO_FEN };
  let due = payAmount;
  for (const payer of isPremium ? WALLET_ALONE : policy.paymentOrder[scene]) {
    paid[payer] = means[payer] < due ? means[payer] : due;
    due = fen(due - paid[payer]);
  }
  return { accountPaid: paid.account, walletPaid: paid.wallet, cash: due };
}
