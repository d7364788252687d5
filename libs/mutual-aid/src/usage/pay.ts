import type { Changes } from '../decision';
import { refuse, type Refusal } from '../refusal';
import type { PlatformUpload } from '../upload/platform-upload';
import { quoteUsage, type Beneficiary, type UsageContext } from './quote';
import type { Usage, UsageRequest } from './usage';

/** What became of a request to pay. */
export type PaidOrNot = (Changes & { readonly usage: Usage }) | Refusal<'A01' | 'A05' | 'A10'>;

/**
 * POST /usages (R16–R18): pays what the quote says, at once. A usage that draws nothing from the wallet has no lines
 * and is recorded all the same.
 */
export function payFromWallet(
  beneficiary: Beneficiary,
  request: UsageRequest,
  useId: string,
  context: UsageContext,
): PaidOrNot {
  const quote = quoteUsage(beneficiary, request, context);
  if (quote.refused) return quote;
  const { accountPaid, walletPaid, cash, lines, changes } = quote;
  const usage: Usage = { ...request, useId, accountPaid, walletPaid, cash, lines, state: 'PAID' };
  // R18: what draws nothing from the wallet is not uploaded.
  const uploads: PlatformUpload[] = lines.length === 0 ? [] : [{ infno: 'M411', usage }];
  return { ...changes, usage, uploads };
}

/**
 * R20: another request under a settlement id that is used: A04, after A01 and A05 of the request itself, before A10
 * (province-api.md, A-codes). `decision` is what it would get under a new id.
 */
export function refuseKnownSettlement(
  decision: { refused: false } | Refusal<'A01' | 'A05' | 'A10'>,
): Refusal<'A01' | 'A04' | 'A05'> {
  if (!decision.refused || decision.code === 'A10') return refuse('A04', 'setl_id');
  return { ...decision, code: decision.code };
}
