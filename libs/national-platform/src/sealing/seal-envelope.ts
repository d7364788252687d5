import { PLATFORM } from '../conventions';
import { keyToWrite, type Keys } from './key-ring';
import { SealingError, type SealingRules, type Signature } from './sealer';
import { signedText } from './signed-text';
import { sm2Sign } from './sm2';
import { sm4Encrypt } from './sm4';

/** Encrypts and signs an envelope that is neither yet, as the settings ask (§1). Throws SealingError. */
export function sealEnvelope(json: string, rules: SealingRules, keys: Keys, now: number): string {
  const envelope = JSON.parse(json) as Record<string, unknown>;
  if (rules.encryption === 'SM4') {
    const { self, province = self === PLATFORM ? String(envelope['recv_admdvs']) : self } = rules;
    const key = keyToWrite(keys.sm4, province, now);
    if (key === undefined) throw new SealingError(`no SM4 key of ${province} is in force`);
    envelope['enctype'] = 'SM4';
    envelope['enc_key_id'] = key.id;
    envelope['enc_input'] = sm4Encrypt(JSON.stringify(envelope['input']), key.secret);
    delete envelope['input'];
  }
  if (rules.signature === 'SM2') {
    envelope['signtype'] = 'SM2';
    const { id, sign } = signingKey(rules.self, keys, now);
    envelope['key_id'] = id;
    envelope['cainfo'] = sign(signedText(envelope));
  }
  return JSON.stringify(envelope);
}

/** Signs a text with the key that envelopes are signed with. Throws SealingError. */
export function signText(text: string, self: string, keys: Keys, now: number): Signature {
  const { id, sign } = signingKey(self, keys, now);
  return { keyId: id, signature: sign(text) };
}

function signingKey(self: string, keys: Keys, now: number): { id: string; sign: (text: string) => string } {
  const whole = keys.sm2.filter((key) => key.private !== undefined);
  const key = keyToWrite(whole, self, now);
  const secret = key?.private;
  if (key === undefined || secret === undefined) throw new SealingError(`no SM2 private key of ${self} is in force`);
  return { id: key.id, sign: (text) => sm2Sign(text, secret, key.public.za).toString('base64') };
}
