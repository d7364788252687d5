import type { Changes } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import type { PolicyInForce } from '../policy/policy';
import type { Refusal } from '../refusal';
import type { WalletLimit } from './drawing-order';
import { quoteUsage } from './quote';
import type { Usage, UsageRequest } from './usage';

/**
 * POST /usages (R16–R18): pays what the quote says, at once. A usage that draws nothing from the wallet has no lines
 * and is recorded all the same.
 */
export function payFromWallet(
  person: InsuredPerson | undefined,
  received: readonly WalletLimit[],
  request: UsageRequest,
  policies: PolicyInForce,
  useId: string,
  now: number,
): (Changes & { readonly usage: Usage }) | Refusal<'A01' | 'A05' | 'A10'> {
  const quote = quoteUsage(person, received, request, policies, now);
  if (quote.refused) return quote;
  const { accountPaid, walletPaid, cash, lines, changes } = quote;
  return { ...changes, usage: { ...request, useId, accountPaid, walletPaid, cash, lines, state: 'PAID' } };
}
