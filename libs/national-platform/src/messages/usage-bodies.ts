import { fenToYuan, type Reversal, type Usage, type UsageLine } from '@libs/mutual-aid';
import { formatTime } from '../times';

/** The body of an M411 (§5). */
export function usageBody(usage: Usage): object {
  return {
    use_id: usage.useId,
    setl_id: usage.settlementId,
    psn_no: usage.psnNo,
    scene: usage.scene,
    med_type: usage.medType,
    fixmedins_code: usage.institution,
    use_time: formatTime(usage.useTime),
    pay_amt: fenToYuan(usage.payAmount),
    acct_pay: fenToYuan(usage.accountPaid),
    acct_mulaid_pay: fenToYuan(usage.walletPaid),
    psn_cash_pay: fenToYuan(usage.cash),
    lines: usage.lines.map(wireLine),
  };
}

/** The body of an M412 (§5): same lines, same amounts. */
export function reversalBody(reversal: Reversal, psnNo: string): object {
  return {
    use_id: reversal.useId,
    orig_use_id: reversal.originalUseId,
    setl_id: reversal.settlementId,
    psn_no: psnNo,
    use_time: formatTime(reversal.useTime),
    acct_mulaid_pay: fenToYuan(reversal.walletPaid),
    lines: reversal.lines.map(wireLine),
  };
}

/** The relationships that the lines of a body written here are of, each once. */
export function relationshipsOf({ body }: { readonly body: string }): string[] {
  const { lines = [] } = JSON.parse(body) as { readonly lines?: readonly { readonly mulaid_rel_id: string }[] };
  return [...new Set(lines.map(({ mulaid_rel_id }) => mulaid_rel_id))];
}

function wireLine({ lineNo, relationshipId, limitId, amount }: UsageLine): object {
  return { line_no: lineNo, mulaid_rel_id: relationshipId, mulaid_lmt_id: limitId, amt: fenToYuan(amount) };
}
