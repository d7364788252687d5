import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { parseDocument } from 'yaml';
import { ADMDVS_PATTERN, ID_PATTERN } from '../conventions';
import { parseTime } from '../times';
import type { Sm2Key, Sm4Key } from './key-ring';
import { sm2PointOf, sm2PrivateKey, sm2PublicKey } from './sm2';
import { sm4Key } from './sm4';

/** A key file that does not fit; the message names the file and says what to put right, and never a key. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** A key of either kind as its file has it. */
export type KeyInFile = { readonly kind: 'sm2'; readonly key: Sm2Key } | { readonly kind: 'sm4'; readonly key: Sm4Key };

type Fields = Readonly<Record<string, string | undefined>>;

const DATED = ['owner', 'from', 'until'];
const KINDS = {
  key_id: [...DATED, 'key_id', 'private', 'public'],
  enc_key_id: [...DATED, 'enc_key_id', 'key'],
} as const;
const ID = new RegExp(ID_PATTERN);
const OWNER = new RegExp(ADMDVS_PATTERN);
/** Stands in the DER of every key of SM2: the curve's name. */
const CURVE = Buffer.from('06082a811ccf5501822d', 'hex');

/** Reads one key from the text of its file (config/README.md). Throws KeyFileError. */
export function readKeyFile(path: string, text: string): KeyInFile {
  const fields = fieldsOf(path, text);
  const name = fields['key_id'] === undefined ? 'enc_key_id' : 'key_id';
  const id = fields[name];
  if (id === undefined) throw new KeyFileError(`${path}: neither "key_id" (SM2) nor "enc_key_id" (SM4) is given.`);
  for (const field of Object.keys(fields))
    if (!KINDS[name].includes(field)) throw new KeyFileError(`${path}: "${field}" is not known beside "${name}".`);
  if (!ID.test(id)) throw new KeyFileError(`${path}: "${name}" must be 1 to 40 letters, digits, _ or -.`);
  const owner = fields['owner'] ?? '';
  if (!OWNER.test(owner)) throw new KeyFileError(`${path}: "owner" must be 100000 or a province code such as 440000.`);
  const from = timeOf(path, fields, 'from');
  const until = fields['until'] === undefined ? undefined : timeOf(path, fields, 'until');
  if (until !== undefined && until <= from) throw new KeyFileError(`${path}: "until" must be later than "from".`);
  const dated = { id, owner, from, until };
  if (name === 'enc_key_id') {
    const secret = held(path, 'key', () => sm4Key(fields['key'] ?? ''));
    return { kind: 'sm4', key: { ...dated, secret } };
  }
  return { kind: 'sm2', key: { ...dated, ...pairOf(path, fields) } };
}

/** The file's lines of the form `name: value`; all values are texts, so that digits alone stay what they are. */
function fieldsOf(path: string, text: string): Fields {
  const document = parseDocument(text, { schema: 'failsafe' });
  // What YAML says of a broken file quotes it, and that may be a key.
  const content: unknown = document.errors.length > 0 ? undefined : document.toJS();
  const isMap = typeof content === 'object' && content !== null && !Array.isArray(content);
  if (!isMap) throw new KeyFileError(`${path}: it must hold lines of the form "name: value" (YAML or JSON), one key.`);
  for (const [name, value] of Object.entries(content))
    if (typeof value !== 'string') throw new KeyFileError(`${path}: "${name}" must have one value.`);
  return content as Fields;
}

function timeOf(path: string, fields: Fields, name: string): number {
  const time = parseTime(fields[name] ?? '');
  if (time === undefined)
    throw new KeyFileError(`${path}: "${name}" must be a time such as 2026-01-01T00:00:00.000+08:00.`);
  return time;
}

function pairOf(path: string, fields: Fields): Pick<Sm2Key, 'public' | 'private'> {
  const { private: secret, public: shown } = fields;
  const key = secret === undefined ? undefined : held(path, 'private', () => privateOf(secret));
  const known = shown === undefined ? undefined : held(path, 'public', () => pointOf(shown));
  const derived = key === undefined ? undefined : sm2PointOf(key);
  if (known !== undefined && derived !== undefined && known !== derived)
    throw new KeyFileError(`${path}: "public" is not the public key of "private".`);
  const point = known ?? derived;
  if (point === undefined)
    throw new KeyFileError(`${path}: "private" (an own key) or "public" (another's) must be given.`);
  return { public: held(path, 'public', () => sm2PublicKey(point)), private: key };
}

function privateOf(text: string): KeyObject {
  if (!text.includes('BEGIN')) return sm2PrivateKey(text);
  const key = createPrivateKey(text);
  if (!key.export({ type: 'pkcs8', format: 'der' }).includes(CURVE)) throw new Error('another curve');
  return key;
}

function pointOf(text: string): string {
  if (!text.includes('BEGIN')) return text.toLowerCase();
  const der = createPublicKey(text).export({ type: 'spki', format: 'der' });
  if (!der.includes(CURVE)) throw new Error('another curve');
  return der.subarray(der.length - 65).toString('hex');
}

const EXPECTED: Readonly<Record<string, string>> = {
  key: 'a key of SM4: 16 bytes in hex',
  private: 'a private key of SM2: 32 bytes in hex, or PEM as `openssl genpkey -algorithm SM2` writes it',
  public: 'a public key of SM2: the uncompressed point in hex (04…), or PEM',
};

/** What OpenSSL says of a key is for nobody: it is told what was expected. */
function held<Key>(path: string, name: string, make: () => Key): Key {
  try {
    return make();
  } catch {
    throw new KeyFileError(`${path}: "${name}" must be ${EXPECTED[name]}.`);
  }
}
