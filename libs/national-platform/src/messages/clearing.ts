import {
  AMOUNT_PATTERN,
  fen,
  fenToYuan,
  yuanToFen,
  type ClearingComparison,
  type ClearingFigures,
  type ClearingStatement,
  type Fen,
} from '@libs/mutual-aid';
import { ADMDVS_PATTERN, MONTH_PATTERN } from '../conventions';
import { object, wireBody } from './wire-body';

/** A line of a clearing statement in the names of the wire (§4), amounts in yuan. */
export interface WireClearing {
  readonly admdvs: string;
  readonly payable_amt: string;
  readonly payable_cnt: number;
  readonly receivable_amt: string;
  readonly receivable_cnt: number;
}

interface WireStatement {
  readonly clr_ym: string;
  readonly lines: readonly WireClearing[];
}

/** A net amount, which may be negative (Conventions). */
const net = { type: 'string', pattern: AMOUNT_PATTERN.replace('^', '^-?') };
const count = { type: 'integer', minimum: 0 };

/** M601 (§4) */
export const clearing = wireBody(
  object({
    clr_ym: { type: 'string', pattern: MONTH_PATTERN },
    lines: {
      type: 'array',
      items: object({
        admdvs: { type: 'string', pattern: ADMDVS_PATTERN },
        payable_amt: net,
        payable_cnt: count,
        receivable_amt: net,
        receivable_cnt: count,
      }),
    },
  }),
  ({ clr_ym, lines }: WireStatement): ClearingStatement => ({
    month: Number(clr_ym.replace('-', '')),
    lines: lines.map(figuresOf),
  }),
  doubledProvince,
);

/** One province's, or region's, figures as they are written. */
export function writeClearing(figures: ClearingFigures): WireClearing {
  return {
    admdvs: figures.admdvs,
    payable_amt: fenToYuan(figures.payable),
    payable_cnt: figures.payableCount,
    receivable_amt: fenToYuan(figures.receivable),
    receivable_cnt: figures.receivableCount,
  };
}

/** The output of an answer to M601, as JSON (§4). */
export function writeClearingOutput({ result, lines }: ClearingComparison): string {
  return JSON.stringify({ result, lines: lines.map(writeClearing) });
}

function figuresOf(wire: WireClearing): ClearingFigures {
  return {
    admdvs: wire.admdvs,
    payable: netFen(wire.payable_amt),
    payableCount: wire.payable_cnt,
    receivable: netFen(wire.receivable_amt),
    receivableCount: wire.receivable_cnt,
  };
}

function netFen(yuan: string): Fen {
  return yuan.startsWith('-') ? fen(0n - yuanToFen(yuan.slice(1))) : yuanToFen(yuan);
}

/** A province twice in one statement is E01, as an id is (§3): the path of the second. */
function doubledProvince({ lines }: WireStatement): string | undefined {
  const seen = new Set<string>();
  for (const [index, { admdvs }] of lines.entries()) {
    if (seen.has(admdvs)) return `lines[${index}].admdvs`;
    seen.add(admdvs);
  }
  return undefined;
}
