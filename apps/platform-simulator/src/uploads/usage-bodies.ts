import { amount, amountOverZero, id, misfitOf, object, time } from './schema';

/** One limit's part of a usage or reversal, as uploaded. */
export interface UploadedLine {
  readonly line_no: number;
  readonly mulaid_rel_id: string;
  readonly mulaid_lmt_id: string;
  readonly amt: string;
}

interface Uploaded {
  readonly use_id: string;
  readonly setl_id: string;
  readonly psn_no: string;
  readonly use_time: string;
  readonly acct_mulaid_pay: string;
  readonly lines: readonly UploadedLine[];
}

/** The body of an M411. */
export interface UploadedUsage extends Uploaded {
  readonly scene: '1' | '2' | '3' | '4';
  readonly med_type?: string | null;
  readonly fixmedins_code?: string | null;
  readonly pay_amt: string;
  readonly acct_pay: string;
  readonly psn_cash_pay: string;
}

/** The body of an M412. */
export interface UploadedReversal extends Uploaded {
  readonly orig_use_id: string;
}

/** A line of an M413: of a usage, or of a reversal where it names its usage. */
export interface PageLine {
  readonly use_id: string;
  readonly orig_use_id?: string | null;
  readonly line_no: number;
  readonly mulaid_lmt_id: string;
  readonly amt: string;
  readonly use_time: string;
}

/** The body of an M413: one page of all usage of a relationship (R28). */
export interface UsagePage {
  readonly mulaid_rel_id: string;
  readonly page: number;
  readonly pages: number;
  readonly lines: readonly PageLine[];
}

const MOST_LINES = 500;
const fromOne = { type: 'integer', minimum: 1 };
const optionalText = { type: ['string', 'null'], maxLength: 40 };
const line = object({ line_no: fromOne, mulaid_rel_id: id, mulaid_lmt_id: id, amt: amountOverZero });
// A usage that draws nothing from the wallet is not uploaded (R18).
const lines = { type: 'array', minItems: 1, items: line };
const both = { use_id: id, setl_id: id, psn_no: id, use_time: time, acct_mulaid_pay: amount, lines };
const scene = { type: 'string', enum: ['1', '2', '3', '4'] };
const amounts = { pay_amt: amount, acct_pay: amount, psn_cash_pay: amount };

const misfitOfUsage = misfitOf(
  object({ ...both, ...amounts, scene }, { med_type: optionalText, fixmedins_code: optionalText }),
);
const misfitOfReversal = misfitOf(object({ ...both, orig_use_id: id }));

const pageLine = object(
  { use_id: id, line_no: fromOne, mulaid_lmt_id: id, amt: amountOverZero, use_time: time },
  { orig_use_id: { anyOf: [id, { type: 'null' }, { const: '' }] } },
);
const misfitOfUsagePage = misfitOf(
  object({
    mulaid_rel_id: id,
    page: fromOne,
    pages: fromOne,
    lines: { type: 'array', maxItems: MOST_LINES, items: pageLine },
  }),
);

/** The first field of an M411 that does not fit. */
export function usageMisfit(body: unknown, province: string): string | undefined {
  const misfit = misfitOfUsage(body);
  if (misfit !== undefined) return misfit;
  const usage = body as UploadedUsage;
  const isPlaceMissing = (usage.scene === '1' || usage.scene === '2') && !usage.fixmedins_code;
  return misnumbered(usage, province) ?? (isPlaceMissing ? 'fixmedins_code' : undefined);
}

/** The first field of an M412 that does not fit. */
export function reversalMisfit(body: unknown, province: string): string | undefined {
  return misfitOfReversal(body) ?? misnumbered(body as UploadedReversal, province);
}

/** The first field of an M413 that does not fit. */
export function usagePageMisfit(body: unknown): string | undefined {
  const misfit = misfitOfUsagePage(body);
  if (misfit !== undefined) return misfit;
  const { page, pages } = body as UsagePage;
  return page <= pages ? undefined : 'page';
}

// Ids that a province makes begin with its code; lines are numbered from 1.
function misnumbered({ use_id, lines: given }: Uploaded, province: string): string | undefined {
  if (!use_id.startsWith(province)) return 'use_id';
  const wrong = given.findIndex(({ line_no }, index) => line_no !== index + 1);
  return wrong >= 0 ? `lines[${wrong}].line_no` : undefined;
}
