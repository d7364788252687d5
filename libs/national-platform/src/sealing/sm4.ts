import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const ALGORITHM = 'sm4-cbc';
const BLOCK = 16;
const BASE64 = /^[0-9A-Za-z+/]+={0,2}$/;

/** The key of 16 bytes in hex. Throws where it is none. */
export function sm4Key(secret: string): KeyObject {
  if (!/^[0-9a-fA-F]{32}$/.test(secret)) throw new Error('it is not a key of SM4: 16 bytes in hex');
  return createSecretKey(secret, 'hex');
}

/** A new key in hex; for development and tests. */
export function newSm4Key(): string {
  return randomBytes(BLOCK).toString('hex');
}

/** SM4-CBC with a random IV (§1): base64 of IV ‖ ciphertext. */
export function sm4Encrypt(text: string, key: KeyObject): string {
  const iv = randomBytes(BLOCK);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** The text that was encrypted; undefined where this is no such cipher text of this key. */
export function sm4Decrypt(sealed: string, key: KeyObject): string | undefined {
  // Node's own decoder skips what is no base64, and another text would come out.
  if (sealed.length % 4 !== 0 || !BASE64.test(sealed)) return undefined;
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, BLOCK));
    const plain = Buffer.concat([decipher.update(bytes.subarray(BLOCK)), decipher.final()]);
    return isUtf8(plain) ? plain.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
