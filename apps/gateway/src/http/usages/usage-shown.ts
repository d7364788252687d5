import { fenToYuan, type Quote, type Reversal, type Usage, type UsageLine } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import type { UploadRow } from '@libs/province-store';
import { errCodeShown } from '../uploads/err-code-shown';
import type { QuoteAnswer, ReversalAnswer, UploadStateAnswer, UsageAnswer, UsageLineAnswer } from './usage.answer';

/** What a quote says it would pay. */
export function quoteShown(payAmount: Usage['payAmount'], quote: Quote | Usage): QuoteAnswer {
  return { pay_amt: fenToYuan(payAmount), ...splitShown(quote), lines: quote.lines.map(lineShown) };
}

/** A usage as POST /usages answers, the first time and every time. */
export function usageShown(usage: Usage): UsageAnswer {
  const { useId, settlementId, payAmount, lines } = usage;
  return {
    use_id: useId,
    setl_id: settlementId,
    pay_amt: fenToYuan(payAmount),
    ...splitShown(usage),
    lines: lines.map(lineShown),
  };
}

/** A reversal as its POST answers. */
export function reversalShown(reversal: Reversal): ReversalAnswer {
  const { useId, originalUseId, settlementId, useTime, lines } = reversal;
  return {
    use_id: useId,
    orig_use_id: originalUseId,
    setl_id: settlementId,
    use_time: formatTime(useTime),
    ...splitShown(reversal),
    lines: lines.map(lineShown),
  };
}

/** How far the upload of a usage or reversal is; one that is held back is PENDING to the outside. */
export function uploadShown(upload: UploadRow | undefined): UploadStateAnswer {
  if (upload === undefined) return { state: 'NONE' };
  const { state, uploadTime, errCode } = upload;
  return {
    state: state === 'HELD' ? 'PENDING' : state,
    ...(uploadTime === undefined ? {} : { upload_time: formatTime(uploadTime) }),
    ...(errCode === undefined ? {} : { err_code: errCodeShown(errCode) }),
  };
}

function splitShown({ accountPaid, walletPaid, cash }: Pick<Usage, 'accountPaid' | 'walletPaid' | 'cash'>) {
  return { acct_pay: fenToYuan(accountPaid), acct_mulaid_pay: fenToYuan(walletPaid), psn_cash_pay: fenToYuan(cash) };
}

function lineShown({ lineNo, relationshipId, limitId, amount, balanceAfter }: UsageLine): UsageLineAnswer {
  const ids = { line_no: lineNo, mulaid_rel_id: relationshipId, mulaid_lmt_id: limitId };
  return { ...ids, amt: fenToYuan(amount), balc: fenToYuan(balanceAfter) };
}
