import { REFUSAL_TEXT } from '@libs/mutual-aid';
import { ADMDVS_PATTERN, PLATFORM } from './conventions';
import { isDownMessage } from './messages/down';
import { parseTime } from './times';

/** Why a readable message is refused before any rule; E02, E03 and an envelope's E01 are never stored (§3). */
export interface Verdict {
  readonly code: 'E01' | 'E02' | 'E03' | 'E99';
  readonly message: string;
  readonly stored: boolean;
}

/** The envelope as parsed, nothing checked yet (§1). */
export interface Envelope {
  readonly infno?: unknown;
  readonly msgid?: unknown;
  readonly infver?: unknown;
  readonly inf_time?: unknown;
  readonly send_admdvs?: unknown;
  readonly recv_admdvs?: unknown;
  readonly inf_refmsgid?: unknown;
  readonly opter_type?: unknown;
  readonly opter?: unknown;
  readonly opter_name?: unknown;
  readonly signtype?: unknown;
  readonly key_id?: unknown;
  readonly enc_key_id?: unknown;
  readonly cainfo?: unknown;
  readonly enctype?: unknown;
  readonly input?: unknown;
  readonly enc_input?: unknown;
}

const ADMDVS = new RegExp(ADMDVS_PATTERN);
const OPTIONAL = [
  'inf_refmsgid',
  'opter_type',
  'opter',
  'opter_name',
  'key_id',
  'enc_key_id',
  'cainfo',
  'enc_input',
] as const;
/** Clerk, self-service terminal, mobile. */
const OPTER_TYPES: readonly unknown[] = [undefined, null, '', '1', '2', '3'];

/**
 * Checks the envelope of a down message whose body, where it was encrypted, is decrypted: E01 naming the first field
 * that is missing, also null or "", or malformed. Undefined where all is well.
 */
export function checkEnvelope(envelope: Envelope, body: 'opened' | 'sealed'): Verdict | undefined {
  const field = isDownMessage(envelope.infno) ? envelopeFault(envelope, body) : 'infno';
  return field === undefined ? undefined : { code: 'E01', message: `${field}：${REFUSAL_TEXT.E01}`, stored: false };
}

/**
 * The first field of an envelope, its infno aside, that is missing, also null or "", or malformed; of a `sealed` body,
 * which is encrypted and stays so, nothing is known.
 */
export function envelopeFault(envelope: Envelope, body: 'opened' | 'sealed'): string | undefined {
  const { infver, inf_time, send_admdvs, recv_admdvs, signtype, enctype, input, enc_input } = envelope;
  if (infver !== '1.0') return 'infver';
  if (typeof inf_time !== 'string' || parseTime(inf_time) === undefined) return 'inf_time';
  if (send_admdvs !== PLATFORM) return 'send_admdvs';
  if (typeof recv_admdvs !== 'string' || !ADMDVS.test(recv_admdvs)) return 'recv_admdvs';
  if (signtype !== 'SM2' && signtype !== 'NONE') return 'signtype';
  if (enctype !== 'SM4' && enctype !== 'NONE') return 'enctype';
  for (const name of OPTIONAL) {
    const value = envelope[name];
    if (value !== undefined && value !== null && typeof value !== 'string') return name;
  }
  if (!OPTER_TYPES.includes(envelope.opter_type)) return 'opter_type';
  if (enctype === 'SM4' && (typeof enc_input !== 'string' || enc_input === '')) return 'enc_input';
  if (enctype === 'SM4' && body === 'sealed') return undefined;
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? undefined : 'input';
}
