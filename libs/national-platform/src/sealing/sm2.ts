import {
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  hash,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { derSignature, rawSignature } from './signature-form';

/** A public key with what each of its signatures begins with. */
export interface Sm2PublicKey {
  readonly key: KeyObject;
  /** SM3 over user id, curve and public point: the page's `ZA`, made once a key. */
  readonly za: Uint8Array;
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** User id of every signature (§1), and its length in bits, 2 bytes. */
const USER_ID = '1234567812345678';
const ENTL = hex('0080');
/** a, b, xG and yG of the curve sm2p256v1 (GB/T 32918.5). */
const CURVE = hex(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
);
/** A private key lies from 1 to the order of the curve less 2. */
const ORDER = BigInt('0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');
/** Says that a key is one of this curve: id-ecPublicKey, sm2p256v1. */
const ALGORITHM = '301306072a8648ce3d020106082a811ccf5501822d';
const SPKI = hex(`3059${ALGORITHM}034200`);
const PKCS8 = hex(`3041020100${ALGORITHM}042730250201010420`);
const POINT_BYTES = 65;

/** The private key of 32 bytes in hex. Throws where it is none of this curve. */
export function sm2PrivateKey(secret: string): KeyObject {
  const bytes = hex(secret);
  const value = bytes.length === 32 && secret.length === 64 ? BigInt(`0x${secret}`) : 0n;
  if (value < 1n || value > ORDER - 2n) throw new Error('it is not a private key of SM2: 32 bytes in hex');
  return createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' });
}

/** The public key of an uncompressed point in hex (`04…`). Throws where it is not on this curve. */
export function sm2PublicKey(point: string): Sm2PublicKey {
  const bytes = hex(point);
  if (bytes.length !== POINT_BYTES || point.length !== 2 * POINT_BYTES || bytes[0] !== 4)
    throw new Error('it is not a public key of SM2: 65 bytes in hex that begin with 04');
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
  return { key, za: hash('sm3', Buffer.concat([ENTL, Buffer.from(USER_ID), CURVE, bytes.subarray(1)]), 'buffer') };
}

/** The point that belongs to a private key, uncompressed, in hex. */
export function sm2PointOf(secret: KeyObject): string {
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' });
  return spki.subarray(spki.length - POINT_BYTES).toString('hex');
}

/** A new key pair, in hex; for development and tests. */
export function newSm2Pair(): { readonly private: string; readonly public: string } {
  for (;;) {
    const secret = randomBytes(32).toString('hex');
    const value = BigInt(`0x${secret}`);
    if (value >= 1n && value <= ORDER - 2n) return { private: secret, public: sm2PointOf(sm2PrivateKey(secret)) };
  }
}

/** SM3withSM2 (§1): r‖s, 64 bytes. `za` is that of the pair's public key. */
export function sm2Sign(text: string, secret: KeyObject, za: Uint8Array): Buffer {
  // Node's one-shot signing would put a ZA of its own, of an empty id, before the text.
  return rawSignature(createSign('sm3').update(za).update(text).sign(secret));
}

/** Whether r‖s is the signature of the text by that key. */
export function sm2Verify(text: string, signature: Uint8Array, { key, za }: Sm2PublicKey): boolean {
  const der = derSignature(signature);
  return der !== undefined && createVerify('sm3').update(za).update(text).verify(key, der);
}
