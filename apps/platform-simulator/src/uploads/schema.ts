import { Ajv, type ErrorObject } from 'ajv';
import { AMOUNT_PATTERN } from '@libs/mutual-aid';
import { ADMDVS_PATTERN, ID_PATTERN, parseTime } from '@libs/national-platform';

/** Ids, amounts and times by the page's conventions. */
export const id = { type: 'string', pattern: ID_PATTERN };
export const amount = { type: 'string', pattern: AMOUNT_PATTERN };
export const amountOverZero = { ...amount, not: { const: '0.00' } };
export const time = { type: 'string', format: 'interface-time' };
export const reason = { type: 'string', maxLength: 200 };
export const initiator = { type: 'string', enum: ['donor', 'benef', 'auto'] };
/** What is recorded here comes from the provincial platform or a window (R7). */
export const provinceChannel = { type: 'string', enum: ['2', '3'] };

const digits = (count: number): object => ({ type: 'string', pattern: `^[0-9]{${count}}$` });
const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength });

export const twoDigits = digits(2);
export const person = object({
  psn_no: id,
  psn_name: text(50),
  psn_cert_type: twoDigits,
  certno: text(40),
  insutype: digits(3),
  insu_admdvs: { type: 'string', pattern: ADMDVS_PATTERN },
});
export const limit = object({ mulaid_lmt_id: id, lmt_amt: amountOverZero, set_time: time });

const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
ajv.addFormat('interface-time', { type: 'string', validate: (each: string) => parseTime(each) !== undefined });

/** The schema of an object with these members. */
export function object(required: Record<string, object>, optional: Record<string, object> = {}): object {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required) };
}

/** Finds the first field of a body that does not fit, `lines[0].amt`; undefined where all fits. */
export function misfitOf(schema: object): (body: unknown) => string | undefined {
  const validate = ajv.compile(schema);
  return (body) => (validate(body) ? undefined : pathOf(validate.errors?.[0]));
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
