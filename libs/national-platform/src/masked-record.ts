import { isUtf8 } from 'node:buffer';
import { ADMDVS_PATTERN } from './conventions';
import { envelopeFault, type Envelope } from './envelope';
import { bodySchema, isRightBody } from './messages/down';
import { id, time } from './messages/fragments';
import { object } from './messages/wire-body';
import { parseTime } from './times';

/** How a person's name and number are shown to those who may not see them. */
export interface Masks {
  name(value: string): string;
  number(value: string): string;
}

/** What is read of a schema of this library. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly anyOf?: readonly Schema[];
}

/** Stands where people may have written anything. */
const HIDDEN = '***';
/** What looks like the number of an identity card, wherever it stands. */
const CARD_NUMBER = /^(?:\d{15}|\d{17}[\dXx])$/;

const msgid = { type: 'string', pattern: '^[0-9A-Za-z_-]+$' };
const ENVELOPE = object({
  infno: { type: 'string', pattern: '^M[0-9]{3}$' },
  msgid,
  infver: { const: '1.0' },
  inf_time: time,
  send_admdvs: { type: 'string', pattern: ADMDVS_PATTERN },
  recv_admdvs: { type: 'string', pattern: ADMDVS_PATTERN },
  inf_refmsgid: id,
  opter_type: { enum: ['1', '2', '3'] },
  opter: { type: 'string' },
  opter_name: { type: 'string' },
  signtype: { enum: ['SM2', 'NONE'] },
  key_id: { type: 'string' },
  enc_key_id: { type: 'string' },
  cainfo: { type: 'string' },
  enctype: { enum: ['SM4', 'NONE'] },
}) as Schema;

/**
 * The JSON of a record for people who may not see whom it is about: field by field of envelope and body (§1, §3, §4), a
 * name and a certificate number masked, hidden what people may have written as they liked, left out what the interface
 * does not know. Undefined where the record is not such an envelope with such a body: then nothing of it is to be shown.
 */
export function maskedRecord(record: Buffer, masks: Masks): string | undefined {
  const envelope = envelopeOf(record);
  if (envelope === undefined || envelopeFault(envelope, 'sealed') !== undefined || envelope.enctype !== 'NONE')
    return undefined;
  const schema = bodySchema(envelope.infno) as Schema | undefined;
  if (schema === undefined || !isRightBody(envelope.infno, envelope.input)) return undefined;
  const { properties } = ENVELOPE;
  return JSON.stringify(shown({ properties: { ...properties, input: schema } }, '', envelope, masks));
}

function envelopeOf(record: Buffer): Envelope | undefined {
  if (!isUtf8(record)) return undefined;
  try {
    const envelope = JSON.parse(record.toString('utf8')) as unknown;
    return typeof envelope === 'object' && envelope !== null && !Array.isArray(envelope) ? envelope : undefined;
  } catch {
    return undefined;
  }
}

// It goes as deep as the schema does, whatever is in the record.
function shown(schema: Schema, name: string, value: unknown, masks: Masks): unknown {
  if (value === null) return null;
  if (schema.properties !== undefined) return members(schema.properties, value, masks);
  if (schema.items !== undefined) return elements(schema.items, value, masks);
  if (typeof value !== 'string') return HIDDEN;
  if (name === 'psn_name' || name === 'opter_name') return masks.name(value);
  if (name === 'certno' || CARD_NUMBER.test(value)) return masks.number(value);
  return isClosed(schema, value) ? value : HIDDEN;
}

function members(properties: Readonly<Record<string, Schema>>, value: unknown, masks: Masks): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) return HIDDEN;
  const known = Object.entries(value as object).filter(([name]) => Object.hasOwn(properties, name));
  return Object.fromEntries(known.map(([name, each]) => [name, shown(properties[name] ?? {}, name, each, masks)]));
}

function elements(items: Schema, value: unknown, masks: Masks): unknown {
  return Array.isArray(value) ? value.map((each) => shown(items, '', each, masks)) : HIDDEN;
}

/** Whether a text is one of those, or of that form, which the interface gives; anything else people wrote. */
function isClosed(schema: Schema, value: string): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((each) => isClosed(each, value));
  if (schema.pattern !== undefined) return new RegExp(schema.pattern).test(value);
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (schema.format !== undefined) return parseTime(value) !== undefined;
  return schema.const === value;
}
