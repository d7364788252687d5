import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parseTime } from './times';

/** Ids: 1–40 characters of the id alphabet (Conventions). */
export const ID_PATTERN = '^[0-9A-Za-z_-]{1,40}$';
/** Yuan with two decimals, never a JSON number (Conventions). */
export const AMOUNT_PATTERN = '^(0|[1-9][0-9]{0,12})\\.[0-9]{2}$';
export const ADMDVS_PATTERN = '^[0-9]{6}$';

const id = { type: 'string', pattern: ID_PATTERN };
const time = { type: 'string', format: 'time-of-the-interface' };
const twoDigits = { type: 'string', pattern: '^[0-9]{2}$' };
const reason = { type: 'string', maxLength: 200 };

const person = object({
  psn_no: id,
  psn_name: { type: 'string', minLength: 1, maxLength: 50 },
  psn_cert_type: twoDigits,
  certno: { type: 'string', minLength: 1, maxLength: 40 },
  insutype: { type: 'string', pattern: '^[0-9]{3}$' },
  insu_admdvs: { type: 'string', pattern: ADMDVS_PATTERN },
});

const limit = object({
  mulaid_lmt_id: id,
  lmt_amt: { type: 'string', pattern: AMOUNT_PATTERN, not: { const: '0.00' } },
  set_time: time,
});

const establishment = object(
  {
    mulaid_rel_id: id,
    donor: person,
    benef: person,
    rel_type: twoDigits,
    // R5 and E15 speak of a missing letter; the schema only of a malformed one.
    commit_no: { type: ['string', 'null'], maxLength: 64 },
    commit_time: { anyOf: [{ type: 'null' }, { const: '' }, time] },
    chnl: { type: 'string', enum: ['1', '2', '3'] },
    estab_time: time,
    limits: { type: 'array', minItems: 1, maxItems: 20, items: limit },
  },
  ['commit_no', 'commit_time'],
);

const bodies = {
  M101: establishment,
  M102: establishment,
  M103: object({ mulaid_rel_id: id, reason }),
  M201: object({ mulaid_rel_id: id, limit }),
  M202: object({ mulaid_rel_id: id, limit }),
  M203: object({ mulaid_rel_id: id, mulaid_lmt_id: id, reason }),
};

function object(properties: Record<string, object>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
ajv.addFormat('time-of-the-interface', { type: 'string', validate: (text: string) => parseTime(text) !== undefined });

const validators = new Map<string, ValidateFunction>(
  Object.entries(bodies).map(([infno, schema]) => [infno, ajv.compile(schema)]),
);

/** Whether this version carries out the message number. */
export function isKnownOrder(infno: string): infno is keyof typeof bodies {
  return validators.has(infno);
}

/** The path of the first field of a body that does not fit its schema (`limits[0].lmt_amt`); undefined where all fits. */
export function firstMisfit(infno: keyof typeof bodies, body: unknown): string | undefined {
  const validate = validators.get(infno);
  if (validate !== undefined && !validate(body)) return pathOf(validate.errors?.[0]);
  // Elsewhere `limits` is an unknown field, which may hold anything.
  return infno === 'M101' || infno === 'M102' ? doubledLimit(body) : undefined;
}

function pathOf(error: ErrorObject | undefined): string {
  if (error === undefined) return 'input';
  const missing = error.keyword === 'required' ? [String(error.params['missingProperty'])] : [];
  const parts = [...error.instancePath.split('/').slice(1), ...missing];
  const path = parts.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  );
  return path || 'input';
}

/** An id twice in one message is E01 (§3); the body has passed its schema. */
function doubledLimit(body: unknown): string | undefined {
  const { limits } = body as { limits: readonly { mulaid_lmt_id: string }[] };
  if (limits.length < 2) return undefined;
  const seen = new Set<string>();
  for (const [index, each] of limits.entries()) {
    if (seen.has(each.mulaid_lmt_id)) return `limits[${index}].mulaid_lmt_id`;
    seen.add(each.mulaid_lmt_id);
  }
  return undefined;
}
