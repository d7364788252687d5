import { Ajv, type ErrorObject } from 'ajv';
import { AMOUNT_PATTERN } from '@libs/mutual-aid';
import { ID_PATTERN, parseTime } from '@libs/national-platform';

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

/** An upload of usage by its message number. */
export type Upload =
  | { readonly infno: 'M411'; readonly body: UploadedUsage }
  | { readonly infno: 'M412'; readonly body: UploadedReversal };

const id = { type: 'string', pattern: ID_PATTERN };
const amount = { type: 'string', pattern: AMOUNT_PATTERN };
const time = { type: 'string', format: 'interface-time' };
const optionalText = { type: ['string', 'null'], maxLength: 40 };

const line = schemaOf({
  line_no: { type: 'integer', minimum: 1 },
  mulaid_rel_id: id,
  mulaid_lmt_id: id,
  amt: { ...amount, not: { const: '0.00' } },
});
// A usage that draws nothing from the wallet is not uploaded (R18).
const lines = { type: 'array', minItems: 1, items: line };
const both = { use_id: id, setl_id: id, psn_no: id, use_time: time, acct_mulaid_pay: amount, lines };

const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
ajv.addFormat('interface-time', { type: 'string', validate: (text: string) => parseTime(text) !== undefined });
const scene = { type: 'string', enum: ['1', '2', '3', '4'] };
const usage = { ...both, scene, pay_amt: amount, acct_pay: amount, psn_cash_pay: amount };
const fits = {
  M411: ajv.compile(schemaOf(usage, { med_type: optionalText, fixmedins_code: optionalText })),
  M412: ajv.compile(schemaOf({ ...both, orig_use_id: id })),
};

function schemaOf(required: Record<string, object>, optional: Record<string, object> = {}) {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required) };
}

/** Reads an upload of a province; the name of the first field that does not fit (E01) where it is none. */
export function readUpload(infno: string, body: unknown, province: string): Upload | string {
  if (infno !== 'M411' && infno !== 'M412') return 'infno';
  const validate = fits[infno];
  if (!validate(body)) return pathOf(validate.errors?.[0]);
  const upload = { infno, body } as unknown as Upload;
  // Ids that a province makes begin with its code.
  if (!upload.body.use_id.startsWith(province)) return 'use_id';
  const misnumbered = upload.body.lines.findIndex(({ line_no }, index) => line_no !== index + 1);
  if (misnumbered >= 0) return `lines[${misnumbered}].line_no`;
  return isPlaceMissing(upload) ? 'fixmedins_code' : upload;
}

function isPlaceMissing({ infno, body }: Upload): boolean {
  return infno === 'M411' && (body.scene === '1' || body.scene === '2') && !body.fixmedins_code;
}

function pathOf(error: ErrorObject | undefined): string {
  const missing = error?.keyword === 'required' ? `/${String(error.params['missingProperty'])}` : '';
  return (
    `${error?.instancePath ?? ''}${missing}`
      .slice(1)
      .replace(/\/(\d+)/g, '[$1]')
      .replace(/\//g, '.') || 'input'
  );
}
