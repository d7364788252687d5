import { randomBytes } from 'node:crypto';
import { newSm2Pair, newSm4Key } from '@libs/national-platform';
import {
  sm2PointOf,
  sm2PrivateKey,
  sm2PublicKey,
  sm2Sign,
  sm2Verify,
} from '../../libs/national-platform/src/sealing/sm2';
import { sm4Decrypt, sm4Encrypt, sm4Key } from '../../libs/national-platform/src/sealing/sm4';
import { BouncyCastle } from '../support/bouncy-castle';

const COUNT = 400;
const hex = (text: string): string => Buffer.from(text).toString('hex');
const texts = Array.from({ length: COUNT }, (_, i) => `第${i}条 &=${'x'.repeat(i)}`);
let theirs: BouncyCastle;

beforeAll(async () => void (theirs = await BouncyCastle.compiled()));
afterAll(() => theirs.remove());

test('keys of either side: a public key belongs to its private one', async () => {
  const pairs = await theirs.answers(Array<string>(20).fill('pair'));
  for (const pair of pairs) {
    const [secret = '', point] = pair.split(' ');
    expect(sm2PointOf(sm2PrivateKey(secret))).toBe(point);
  }
});

test('what we sign Bouncy Castle verifies, and nothing that is spoiled', async () => {
  const { private: secret, public: point } = newSm2Pair();
  const key = sm2PublicKey(point);
  const lines = texts.map((text, i) => {
    const signature = sm2Sign(text, sm2PrivateKey(secret), key.za);
    if (i % 4 === 3) signature[i % 64] = (signature[i % 64] ?? 0) ^ 1;
    return `verify ${point} ${hex(text)} ${signature.toString('hex')}`;
  });
  expect(await theirs.answers(lines)).toEqual(texts.map((_, i) => String(i % 4 !== 3)));
});

test('what Bouncy Castle signs with its own key we verify, and nothing that is spoiled', async () => {
  const [pair = ''] = await theirs.answers(['pair']);
  const [secret = '', point = ''] = pair.split(' ');
  const key = sm2PublicKey(point);
  const signatures = await theirs.answers(texts.map((text) => `sign ${secret} ${hex(text)}`));
  expect(signatures).toHaveLength(COUNT);
  for (const [i, signature] of signatures.entries()) {
    expect(sm2Verify(texts[i] ?? '', Buffer.from(signature, 'hex'), key)).toBe(true);
    expect(sm2Verify(`${texts[i]}.`, Buffer.from(signature, 'hex'), key)).toBe(false);
  }
});

test('SM4-CBC: either side decrypts what the other encrypted', async () => {
  const secret = newSm4Key();
  const key = sm4Key(secret);
  const ours = texts.map((text) => Buffer.from(sm4Encrypt(text, key), 'base64').toString('hex'));
  const plain = await theirs.answers(
    ours.map((sealed) => `decrypt ${secret} ${sealed.slice(0, 32)} ${sealed.slice(32)}`),
  );
  expect(plain).toEqual(texts.map(hex));
  const ivs = texts.map(() => randomBytes(16).toString('hex'));
  const sealed = await theirs.answers(texts.map((text, i) => `encrypt ${secret} ${ivs[i]} ${hex(text)}`));
  const opened = sealed.map((cipherText, i) =>
    sm4Decrypt(Buffer.from(`${ivs[i]}${cipherText}`, 'hex').toString('base64'), key),
  );
  expect(opened).toEqual(texts);
});
