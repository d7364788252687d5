import { AMOUNT_PATTERN, yuanToFen, type Fen } from '@libs/mutual-aid';
import { id, instantOf, time } from '../messages/fragments';
import { object, wireBody } from '../messages/wire-body';

/** One line of a relationship's usages as the platform has them (§6, R28): of a usage, or of a reversal. */
export interface PlatformUsageLine {
  readonly useId: string;
  /** Set in a reversal: the usage that it undoes. */
  readonly originalUseId: string | undefined;
  readonly lineNo: number;
  readonly limitId: string;
  /** Positive in a reversal too. */
  readonly amount: Fen;
  /** ms UTC */
  readonly useTime: number;
  /** The platform's time of receipt, ms UTC. */
  readonly uploadTime: number;
}

interface WireLine {
  readonly use_id: string;
  readonly orig_use_id?: string | null;
  readonly line_no: number;
  readonly mulaid_lmt_id: string;
  readonly amt: string;
  readonly use_time: string;
  readonly upload_time: string;
}

const line = object(
  {
    use_id: id,
    orig_use_id: { anyOf: [{ type: 'null' }, { const: '' }, id] },
    line_no: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
    mulaid_lmt_id: id,
    amt: { type: 'string', pattern: AMOUNT_PATTERN },
    use_time: time,
    upload_time: time,
  },
  ['orig_use_id'],
);

/** How the answer is read, lines in the platform's order. */
export const relationshipUsages = wireBody(object({ lines: { type: 'array', items: line } }), linesOf);

function linesOf({ lines }: { readonly lines: readonly WireLine[] }): readonly PlatformUsageLine[] {
  return lines.map((each) => ({
    useId: each.use_id,
    originalUseId: each.orig_use_id || undefined,
    lineNo: each.line_no,
    limitId: each.mulaid_lmt_id,
    amount: yuanToFen(each.amt),
    useTime: instantOf(each.use_time),
    uploadTime: instantOf(each.upload_time),
  }));
}
