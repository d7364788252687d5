import { PLATFORM } from '../conventions';
import type { Envelope } from '../envelope';
import { keyToRead, type Keys } from './key-ring';
import type { Opening, SealedField, SealingRules } from './sealer';
import { signedText } from './signed-text';
import { sm2Verify } from './sm2';
import { sm4Decrypt } from './sm4';

const SIGNATURE = /^[0-9A-Za-z+/]{86}==$/;

/** Opens the record of that value; `now` is ms UTC. */
export function openRecord(value: Uint8Array, rules: SealingRules, keys: Keys, now: number): Opening {
  let envelope: unknown;
  try {
    envelope = JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'));
  } catch {
    return 'as it came';
  }
  const isEnvelope = typeof envelope === 'object' && envelope !== null && !Array.isArray(envelope);
  return isEnvelope ? openEnvelope(envelope as Envelope, rules, keys, now) : 'as it came';
}

/** Verifies an envelope, then decrypts its body, as the settings ask (§1). */
export function openEnvelope(envelope: Envelope, rules: SealingRules, keys: Keys, now: number): Opening {
  // Towards a province the platform alone speaks, whatever a record says of its sender.
  const sender = rules.self === PLATFORM ? String(envelope.send_admdvs) : PLATFORM;
  const fault = rules.signature === 'SM2' ? signatureFault(envelope, sender, keys, now) : undefined;
  if (fault !== undefined) return { fault };
  if (envelope.enctype !== 'SM4') return rules.encryption === 'SM4' ? { fault: 'enctype' } : 'as it came';
  const province = rules.self === PLATFORM ? sender : rules.self;
  const key = keyToRead(keys.sm4, province, envelope.enc_key_id, now);
  if (key === undefined) return { fault: 'enc_key_id' };
  const { enc_input } = envelope;
  const input = typeof enc_input === 'string' ? sm4Decrypt(enc_input, key.secret) : undefined;
  // Another key's cipher text may by chance come out as some text: one in 256 has a padding that fits.
  return input === undefined || !isJson(input) ? { fault: 'enc_input' } : { input };
}

/** Whose signature of a text is to be verified, and what was given of it. */
interface Signed {
  readonly sender: string;
  readonly keyId: unknown;
  readonly signature: unknown;
}

/** Whether that is the signature of a text that is no envelope (§6); `now` is ms UTC. */
export function isSignedText(text: string, signed: Signed, keys: Keys, now: number): boolean {
  return textFault(text, signed, keys, now) === undefined;
}

function signatureFault(envelope: Envelope, sender: string, keys: Keys, now: number): SealedField | undefined {
  const { signtype, key_id: keyId, cainfo: signature } = envelope;
  if (signtype !== 'SM2') return 'signtype';
  const text = signedText(envelope as Readonly<Record<string, unknown>>);
  return textFault(text, { sender, keyId, signature }, keys, now);
}

function textFault(
  text: string,
  { sender, keyId, signature }: Signed,
  keys: Keys,
  now: number,
): 'key_id' | 'cainfo' | undefined {
  const key = keyToRead(keys.sm2, sender, keyId, now);
  if (key === undefined) return 'key_id';
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) return 'cainfo';
  return sm2Verify(text, Buffer.from(signature, 'base64'), key.public) ? undefined : 'cainfo';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
