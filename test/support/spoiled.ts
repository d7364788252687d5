import { encrypt, sign, type OutsiderSeal } from './outsider-seal';

type Envelope = Record<string, unknown>;

/** One way not to be rightly signed or encrypted. */
interface Spoiled {
  readonly what: string;
  /** The setting that makes it E02. */
  readonly needs: 'signature' | 'encryption';
  readonly spoil: (envelope: Envelope, seal: OutsiderSeal) => Envelope;
}

/** Turns one bit of a text in base64. */
function turned(base64: unknown, byte: number): string {
  const bytes = Buffer.from(String(base64), 'base64');
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** Changes an encrypted envelope and signs it rightly again. */
const encryptedThen =
  (change: (envelope: Envelope, seal: OutsiderSeal) => Envelope) =>
  (envelope: Envelope, seal: OutsiderSeal): Envelope => {
    const changed = change(encrypt(envelope, seal.known.secret), seal);
    return seal.rules.signature ? sign(changed, seal.known.platform) : changed;
  };

/** Every way that §1 knows. */
export const SPOILED: readonly Spoiled[] = [
  { what: 'a turned bit of r', needs: 'signature', spoil: (given, seal) => cainfo(given, seal, 0) },
  { what: 'a turned bit of s', needs: 'signature', spoil: (given, seal) => cainfo(given, seal, 63) },
  { what: 'half a signature', needs: 'signature', spoil: (given, seal) => with_(given, seal, { cainfo: 'AAAA' }) },
  { what: 'no signature', needs: 'signature', spoil: (given, seal) => with_(given, seal, { cainfo: null }) },
  { what: 'signtype NONE', needs: 'signature', spoil: (given, seal) => with_(given, seal, { signtype: 'NONE' }) },
  {
    what: 'a signtype of its own',
    needs: 'signature',
    spoil: (given, seal) => with_(given, seal, { signtype: 'RSA' }),
  },
  { what: 'an unknown key id', needs: 'signature', spoil: (given, seal) => with_(given, seal, { key_id: 'nobody' }) },
  { what: 'a key id that is a number', needs: 'signature', spoil: (given, seal) => with_(given, seal, { key_id: 7 }) },
  {
    what: 'the province’s own signature',
    needs: 'signature',
    spoil: (given, seal) => sign(seal.seal(given), { ...seal.known.province, key_id: seal.known.platform.key_id }),
  },
  {
    what: 'a field changed after signing',
    needs: 'signature',
    spoil: (given, seal) => with_(given, seal, { opter: 'somebody' }),
  },
  {
    what: 'a body that is not encrypted',
    needs: 'encryption',
    spoil: (given, seal) => (seal.rules.signature ? sign(given, seal.known.platform) : given),
  },
  {
    what: 'a turned bit of the cipher text',
    needs: 'encryption',
    spoil: encryptedThen((sealed) => ({ ...sealed, enc_input: turned(sealed['enc_input'], 20) })),
  },
  {
    what: 'an IV that is cut',
    needs: 'encryption',
    spoil: encryptedThen((sealed) => {
      const bytes = Buffer.from(String(sealed['enc_input']), 'base64');
      return { ...sealed, enc_input: bytes.subarray(8).toString('base64') };
    }),
  },
  {
    what: 'an unknown SM4 key',
    needs: 'encryption',
    spoil: encryptedThen((sealed) => ({ ...sealed, enc_key_id: 'nobody' })),
  },
  {
    what: 'another SM4 key',
    needs: 'encryption',
    spoil: encryptedThen((sealed, seal) => {
      const other = { ...seal.known.secret, key: '00112233445566778899aabbccddeeff' };
      return encrypt({ ...sealed, input: { stands: 'for anything' } }, other);
    }),
  },
];

function with_(given: Envelope, seal: OutsiderSeal, change: Envelope): Envelope {
  return { ...seal.seal(given), ...change };
}

function cainfo(given: Envelope, seal: OutsiderSeal, byte: number): Envelope {
  const sealed = seal.seal(given);
  return { ...sealed, cainfo: turned(sealed['cainfo'], byte) };
}
