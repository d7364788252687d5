import {
  fenToYuan,
  yuanToFen,
  type Closing,
  type Comparison,
  type Initiator,
  type LimitFigures,
  type Reconciliation,
} from '@libs/mutual-aid';
import { amount, doubledLimit, id, instantOf, limitAmount, reason, time } from './fragments';
import { revocation } from './revocations';
import { object, wireBody } from './wire-body';

interface WireFigures {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly used_amt: string;
  readonly used_cnt: number;
}

interface WireReconciliation {
  readonly mulaid_rel_id: string;
  readonly initiator: Initiator;
  readonly reason: string;
  readonly limits: readonly WireFigures[];
}

interface WireClosing {
  readonly mulaid_rel_id: string;
  readonly term_time: string;
  readonly limits: readonly (Omit<WireFigures, 'used_cnt'> & { readonly ret_amt: string })[];
}

const figures = { mulaid_lmt_id: id, lmt_amt: limitAmount, used_amt: amount };
const counted = object({ ...figures, used_cnt: { type: 'integer', minimum: 0 } });
const returned = object({ ...figures, ret_amt: amount });

/** M301 (§4) */
export const reconciliation = wireBody(
  object({
    mulaid_rel_id: id,
    initiator: { enum: ['donor', 'benef', 'auto'] },
    reason,
    limits: { type: 'array', items: counted },
  }),
  (wire: WireReconciliation): Reconciliation => ({
    relationshipId: wire.mulaid_rel_id,
    initiator: wire.initiator,
    reason: wire.reason,
    limits: wire.limits.map(figuresOf),
  }),
  doubledLimit,
);

/** M302 (§4) */
export const closing = wireBody(
  object({ mulaid_rel_id: id, term_time: time, limits: { type: 'array', items: returned } }),
  (wire: WireClosing): Closing => ({
    relationshipId: wire.mulaid_rel_id,
    termTime: instantOf(wire.term_time),
    limits: wire.limits.map((each) => ({
      limitId: each.mulaid_lmt_id,
      amount: yuanToFen(each.lmt_amt),
      used: yuanToFen(each.used_amt),
      returned: yuanToFen(each.ret_amt),
    })),
  }),
  doubledLimit,
);

/** M303 (§4), as M103. */
export const cancellation = revocation;

/** The output of an answer to M301, as JSON (§4). */
export function writeComparison({ result, limits }: Comparison): string {
  return JSON.stringify({ result, limits: limits.map(wireFigures) });
}

function figuresOf(wire: WireFigures): LimitFigures {
  return {
    limitId: wire.mulaid_lmt_id,
    amount: yuanToFen(wire.lmt_amt),
    used: yuanToFen(wire.used_amt),
    usedCount: wire.used_cnt,
  };
}

function wireFigures({ limitId, amount: lmt, used, usedCount }: LimitFigures): WireFigures {
  return { mulaid_lmt_id: limitId, lmt_amt: fenToYuan(lmt), used_amt: fenToYuan(used), used_cnt: usedCount };
}
