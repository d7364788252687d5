import { createCipheriv, hash } from 'node:crypto';
import {
  sm2PointOf,
  sm2PrivateKey,
  sm2PublicKey,
  sm2Sign,
  sm2Verify,
} from '../../libs/national-platform/src/sealing/sm2';
import { sm4Decrypt, sm4Key } from '../../libs/national-platform/src/sealing/sm4';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** GB/T 32918.5 (GM/T 0003.5), annex A: the example of a signature on the recommended curve. */
const EXAMPLE = {
  private: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  public:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  text: 'message digest',
  za: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
  s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};

test('SM2: the standard’s example of a signature is verified, and its public key belongs to its private one', () => {
  const key = sm2PublicKey(EXAMPLE.public);
  expect(Buffer.from(key.za).toString('hex')).toBe(EXAMPLE.za);
  expect(sm2PointOf(sm2PrivateKey(EXAMPLE.private))).toBe(EXAMPLE.public);
  const signature = hex(EXAMPLE.r + EXAMPLE.s);
  expect(sm2Verify(EXAMPLE.text, signature, key)).toBe(true);
  for (let byte = 0; byte < signature.length; byte++) {
    const spoiled = Buffer.from(signature);
    spoiled[byte] = (spoiled[byte] ?? 0) ^ 1;
    expect(sm2Verify(EXAMPLE.text, spoiled, key)).toBe(false);
  }
  expect(sm2Verify(`${EXAMPLE.text}.`, signature, key)).toBe(false);
});

test('SM2: what its private key signs its public key verifies', () => {
  const key = sm2PublicKey(EXAMPLE.public);
  const signature = sm2Sign(EXAMPLE.text, sm2PrivateKey(EXAMPLE.private), key.za);
  expect(signature).toHaveLength(64);
  expect(sm2Verify(EXAMPLE.text, signature, key)).toBe(true);
});

test.each([
  ['abc', '66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 4167c487 5cf2f7a2 297da02b 8f4ba8e0'],
  ['abcd'.repeat(16), 'debe9ff9 2275b8a1 38604889 c18e5a4d 6fdb70e5 387e5765 293dcba3 9c0c5732'],
])('SM3 (GB/T 32905, annex A): %s', (text, digest) => {
  expect(hash('sm3', text, 'hex')).toBe(digest.replace(/\s/g, ''));
});

const SM4_EXAMPLE = '0123456789abcdeffedcba9876543210';

test('SM4 (GB/T 32907, annex A): one block, and a million times', () => {
  const once = (block: Buffer): Buffer => {
    const cipher = createCipheriv('sm4-ecb', hex(SM4_EXAMPLE), null).setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]);
  };
  expect(once(hex(SM4_EXAMPLE)).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  const cipher = createCipheriv('sm4-ecb', hex(SM4_EXAMPLE), null).setAutoPadding(false);
  let block = hex(SM4_EXAMPLE);
  for (let round = 0; round < 1_000_000; round++) block = cipher.update(block);
  expect(block.toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66');
});

test('SM4-CBC: the example’s block as the page has it, IV before the cipher text', () => {
  // With this IV the first block of a text of sixteen zeros goes into the cipher as the standard's example does.
  const iv = hex(SM4_EXAMPLE);
  const cipher = createCipheriv('sm4-cbc', hex(SM4_EXAMPLE), iv);
  const sealed = Buffer.concat([iv, cipher.update(Buffer.alloc(16)), cipher.final()]);
  expect(sealed.subarray(16, 32).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  expect(sm4Decrypt(sealed.toString('base64'), sm4Key(SM4_EXAMPLE))).toBe('\0'.repeat(16));
});
