import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  randomBytes,
} from 'node:crypto';

type Envelope = Record<string, unknown>;

/** A pair of SM2 as stack.json has it, in hex. */
export interface Pair {
  readonly key_id: string;
  readonly private: string;
  readonly public: string;
}

/** A key of SM4 as stack.json has it, in hex. */
export interface Secret {
  readonly enc_key_id: string;
  readonly key: string;
}

/** What a stranger knows who plays the platform towards one province: stack.json's keys. */
export interface KnownKeys {
  readonly platform: Pair;
  readonly province: Pair;
  readonly secret: Secret;
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const CURVE = [
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
  '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
  '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
  'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
];
const OIDS = '301306072a8648ce3d020106082a811ccf5501822d';

/** Signs and encrypts by the interface page and Node alone, with nothing of the project's: as an outsider's test would. */
export class OutsiderSeal {
  constructor(
    readonly known: KnownKeys,
    readonly rules: { readonly signature: boolean; readonly encryption: boolean },
    /** Keys that a province may write with, too, while they are rotated. */
    private readonly also: readonly KnownKeys[] = [],
  ) {}

  /** Encrypts first, then signs (§1). */
  seal(envelope: Envelope, keys: KnownKeys = this.known): Envelope {
    const { signature, encryption } = this.rules;
    const encrypted = encryption ? encrypt(envelope, keys.secret) : envelope;
    return signature ? sign(encrypted, keys.platform) : encrypted;
  }

  /** What a province sent, its body plain. Throws where it is not rightly signed and encrypted. */
  open(envelope: Envelope): Envelope {
    const { signtype, key_id, cainfo, enctype, enc_key_id, enc_input } = envelope;
    const known = [this.known, ...this.also];
    const { province } = known.find((keys) => keys.province.key_id === key_id) ?? this.known;
    const { secret } = known.find((keys) => keys.secret.enc_key_id === enc_key_id) ?? this.known;
    const is = [signtype, key_id, enctype, enc_key_id, 'input' in envelope];
    const { signature, encryption } = this.rules;
    const must = [
      ...(signature ? ['SM2', province.key_id] : ['NONE', undefined]),
      ...(encryption ? ['SM4', secret.enc_key_id, false] : ['NONE', undefined, true]),
    ];
    if (JSON.stringify(is) !== JSON.stringify(must)) throw new Error(`${JSON.stringify(is)} is not what was asked for`);
    if (signature && !verifies(textOf(envelope), hexOf(cainfo), province.public)) throw new Error('a wrong signature');
    if (!encryption) return envelope;
    const bytes = Buffer.from(String(enc_input), 'base64');
    const decipher = createDecipheriv('sm4-cbc', hex(secret.key), bytes.subarray(0, 16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
    return { ...envelope, input: JSON.parse(plain.toString('utf8')) as unknown };
  }
}

/** An envelope with its body encrypted. */
export function encrypt({ input, ...envelope }: Envelope, { enc_key_id, key }: Secret): Envelope {
  const iv = randomBytes(16);
  const cipher = createCipheriv('sm4-cbc', hex(key), iv);
  const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(input)), cipher.final()]);
  return { ...envelope, enctype: 'SM4', enc_key_id, enc_input: sealed.toString('base64') };
}

/** An envelope with its signature. */
export function sign(envelope: Envelope, { key_id, private: secret, public: point }: Pair): Envelope {
  const signed = { ...envelope, signtype: 'SM2', key_id };
  return { ...signed, cainfo: Buffer.from(signatureOf(textOf(signed), secret, point), 'hex').toString('base64') };
}

/** r‖s in hex of a text. */
export function signatureOf(text: string, secret: string, point: string): string {
  const der = hex(`3041020100${OIDS}042730250201010420${secret}`);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const signature = createSign('sm3').update(za(point)).update(text).sign(key);
  const numbers: string[] = [];
  for (let at = 2; at < signature.length; at += 2 + (signature[at + 1] ?? 0)) {
    const number = signature.subarray(at + 2, at + 2 + (signature[at + 1] ?? 0)).toString('hex');
    numbers.push(number.replace(/^(00)+/, '').padStart(64, '0'));
  }
  return numbers.join('');
}

/** Whether r‖s in hex is the signature of a text. */
export function verifies(text: string, signature: string, point: string): boolean {
  const key = createPublicKey({ key: hex(`3059${OIDS}034200${point}`), format: 'der', type: 'spki' });
  const number = (digits: string): string => {
    const short = digits.replace(/^(00)+(?=..)/, '');
    const whole = /^[89a-f]/.test(short) ? `00${short}` : short;
    return `02${lengthOf(whole)}${whole}`;
  };
  const both = number(signature.slice(0, 64)) + number(signature.slice(64));
  return createVerify('sm3')
    .update(za(point))
    .update(text)
    .verify(key, hex(`30${lengthOf(both)}${both}`));
}

function lengthOf(digits: string): string {
  return (digits.length / 2).toString(16).padStart(2, '0');
}

function za(point: string): Buffer {
  const text = ['0080', Buffer.from('1234567812345678').toString('hex'), ...CURVE, point.slice(2)].join('');
  return createHash('sm3').update(hex(text)).digest();
}

function hexOf(base64: unknown): string {
  return Buffer.from(String(base64), 'base64').toString('hex');
}

/** The signed text of an envelope (§1). */
export function textOf(envelope: Envelope): string {
  return Object.entries(envelope)
    .filter(([name, value]) => name !== 'cainfo' && !isLeftOut(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : canonical(value)}`)
    .join('&');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => !isLeftOut(member));
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
