import {
  KeyFileError,
  newSm2Pair,
  newSm4Key,
  openEnvelope,
  readRecord,
  sealEnvelope,
  type Keys,
} from '@libs/national-platform';
import fc from 'fast-check';
import { readKeyFile } from '../../libs/national-platform/src/sealing/key-file';
import { keyToRead, keyToWrite } from '../../libs/national-platform/src/sealing/key-ring';
import { derSignature, rawSignature } from '../../libs/national-platform/src/sealing/signature-form';
import { signedText } from '../../libs/national-platform/src/sealing/signed-text';
import { sm2PrivateKey, sm2PublicKey, sm2Sign, sm2Verify } from '../../libs/national-platform/src/sealing/sm2';
import { sm4Decrypt, sm4Encrypt, sm4Key } from '../../libs/national-platform/src/sealing/sm4';
import { OutsiderSeal, signatureOf, verifies } from '../support/outsider-seal';
import { SPOILED } from '../support/spoiled';
import { envelope, M101 } from '../support/wire-bodies';

const GD = '440000';
const NOW = Date.parse('2026-06-10T12:00:00.000+08:00');
const pairs = { platform: { key_id: 'P1', ...newSm2Pair() }, province: { key_id: 'G1', ...newSm2Pair() } };
const known = { ...pairs, secret: { enc_key_id: 'E1', key: newSm4Key() } };
const dated = { from: 0, until: undefined };
const sm2 = (owner: string, { key_id: id, ...pair }: typeof pairs.platform, whole: boolean) => ({
  ...dated,
  id,
  owner,
  public: sm2PublicKey(pair.public),
  private: whole ? sm2PrivateKey(pair.private) : undefined,
});
const sm4 = [{ ...dated, id: 'E1', owner: GD, secret: sm4Key(known.secret.key) }];
/** What a gateway knows: its own private key, the platform's public one. */
const KEYS: Keys = { sm2: [sm2('100000', pairs.platform, false), sm2(GD, pairs.province, true)], sm4 };
const RULES = { self: GD, signature: 'SM2', encryption: 'SM4' } as const;

describe('the signed text (§1)', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['sorted by name, without cainfo', { b: '1', cainfo: 'x', a: '2' }, 'a=2&b=1'],
    ['null and "" left out', { a: null, b: '', c: '0' }, 'c=0'],
    ['capitals before small letters', { b: '1', B: '2', a: '3' }, 'B=2&a=3&b=1'],
    ['an object as canonical JSON', { input: { b: [{ d: '', c: null, e: 1 }], a: '' } }, 'input={"b":[{"e":1}]}'],
    ['what the page does not know counts', { input: {}, more: 7, yes: true }, 'input={}&more=7&yes=true'],
    ['a text as it is', { opter_name: '张&=三"' }, 'opter_name=张&=三"'],
  ])('%s', (_what, given, text) => expect(signedText(given)).toBe(text));
});

test('SM2: thousands of signatures, those with a short r or s too, are verified by another and by us', () => {
  const { public: point, private: secret } = pairs.platform;
  const key = sm2PublicKey(point);
  const privateKey = sm2PrivateKey(secret);
  let short = 0;
  for (let i = 0; i < 3000; i++) {
    const text = `第 ${i} 条`;
    const ours = sm2Sign(text, privateKey, key.za);
    expect(ours).toHaveLength(64);
    if (ours[0] === 0 || ours[32] === 0) short++;
    else if (i % 10 !== 0) continue;
    expect(verifies(text, ours.toString('hex'), point)).toBe(true);
    expect(sm2Verify(text, ours, key)).toBe(true);
    expect(sm2Verify(text, Buffer.from(signatureOf(text, secret, point), 'hex'), key)).toBe(true);
  }
  // One in 128 is expected: none of 3,000 would be a fault in the counting, or in Node.
  expect(short).toBeGreaterThan(3);
});

test('r‖s becomes DER and r‖s again, whatever zeros it begins with; anything but 64 bytes is none', () => {
  const number = fc.tuple(fc.nat(32), fc.uint8Array({ minLength: 32, maxLength: 32 }));
  const property = fc.property(number, number, (r, s) => {
    const raw = Buffer.concat([r, s].map(([zeros, bytes]) => Buffer.from(bytes).fill(0, 0, zeros)));
    expect(rawSignature(derSignature(raw) ?? Buffer.alloc(0)).toString('hex')).toBe(raw.toString('hex'));
  });
  fc.assert(property, { numRuns: 2000 });
  for (const length of [0, 63, 65, 70]) expect(derSignature(Buffer.alloc(length))).toBeUndefined();
});

test('SM4: what is encrypted is decrypted, each time under another IV; cut, lengthened or of another key it is not', () => {
  const key = sm4Key(known.secret.key);
  const property = fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
    const sealed = sm4Encrypt(text, key);
    expect(sm4Decrypt(sealed, key)).toBe(text);
    expect(sm4Encrypt(text, key)).not.toBe(sealed);
    const bytes = Buffer.from(sealed, 'base64');
    for (const other of [bytes.subarray(1), bytes.subarray(0, 16), Buffer.concat([bytes, Buffer.alloc(1)])])
      expect(sm4Decrypt(other.toString('base64'), key)).toBeUndefined();
    expect(sm4Decrypt(`${sealed}\n`, key)).toBeUndefined();
  });
  fc.assert(property, { numRuns: 500 });
});

describe('opening a record', () => {
  const seal = new OutsiderSeal(known, { signature: true, encryption: true });
  const given = envelope('M101', M101) as Record<string, unknown>;
  const opened = (
    record: object,
    rules: typeof RULES | { self: string; signature: 'NONE'; encryption: 'NONE' } = RULES,
  ) => {
    const opening = openEnvelope(record, rules, KEYS, NOW);
    const isStrict = rules.signature === 'SM2';
    return readRecord(Buffer.from(JSON.stringify(record)), GD, { opening, isStrict });
  };

  test('rightly signed and sealed it is the same message as in plain', () => {
    expect(opened(seal.seal(given))).toEqual(readRecord(Buffer.from(JSON.stringify(given)), GD));
  });

  test.each(SPOILED)('$what: E02, not stored', ({ spoil }) => {
    for (const record of [spoil(given, seal), spoil({ ...given, infver: '2' }, seal)])
      expect(opened(record)).toMatchObject({ kind: 'verdict', verdict: { code: 'E02', stored: false } });
    const answer = spoil(envelope('M191', { infcode: '0' }) as Record<string, unknown>, seal);
    expect(opened(answer)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('E02') as string });
  });

  test('where nothing is asked a signature is not looked at, an encrypted body is decrypted, and E01 goes before E02', () => {
    const none = { self: GD, signature: 'NONE', encryption: 'NONE' } as const;
    const sealed = seal.seal(given);
    expect(opened({ ...sealed, cainfo: 'AAAA' }, none)).toEqual(readRecord(Buffer.from(JSON.stringify(given)), GD));
    const unknown = { ...sealed, enc_key_id: 'nobody' };
    expect(opened(unknown, none)).toMatchObject({ verdict: { code: 'E02' } });
    expect(opened({ ...unknown, infver: '2' }, none)).toMatchObject({ verdict: { code: 'E01' } });
  });

  test('a body that is JSON and no object is E01; half a surrogate pair is told apart and stored as U+FFFD', () => {
    expect(opened(seal.seal({ ...given, input: [] }))).toMatchObject({
      verdict: { code: 'E01', message: expect.stringMatching(/^input：/) as string },
    });
    const odd = { ...given, input: { ...M101, commit_no: 'half \ud83d' } };
    expect(opened(seal.seal(odd))).toEqual(readRecord(Buffer.from(JSON.stringify(odd)), GD));
  });

  test('what we seal an outsider opens, with our key ids, its body as it was', () => {
    const answer = { ...given, input: { infcode: '-1', err_msg: '张𠮷', output: { b: [1], a: '' } }, opter: '' };
    const sent = JSON.parse(sealEnvelope(JSON.stringify(answer), RULES, KEYS, NOW)) as Record<string, unknown>;
    const { input, ...rest } = seal.open(sent);
    expect(input).toEqual(answer.input);
    expect(rest).toMatchObject({ signtype: 'SM2', key_id: 'G1', enctype: 'SM4', enc_key_id: 'E1', opter: '' });
    expect(() => sealEnvelope(JSON.stringify(answer), RULES, { sm2: [], sm4 }, NOW)).toThrow(
      /no SM2 private key of 440000/,
    );
  });
});

describe('which key (§1)', () => {
  const key = (id: string, from: number, until?: number, owner = GD) => ({ id, from, until, owner });
  const MINUTE = 60_000;
  const ring = [key('new', NOW - 2 * MINUTE), key('old', 0, NOW + 1), key('gone', 0, NOW), key('later', NOW + 1)];
  test.each<[string, unknown, string | undefined]>([
    ['not named: the oldest in force', undefined, 'old'],
    ['null is not named', null, 'old'],
    ['"" is not named', '', 'old'],
    ['named', 'new', 'new'],
    ['no longer in force', 'gone', undefined],
    ['not in force yet', 'later', undefined],
    ['unknown', 'x', undefined],
    ['no text', 7, undefined],
  ])('to read with: %s', (_what, named, id) => expect(keyToRead(ring, GD, named, NOW)?.id).toBe(id));

  test('another’s key is none', () => expect(keyToRead(ring, '510000', 'new', NOW)).toBeUndefined());

  test.each<[string, ReturnType<typeof key>[], string | undefined]>([
    ['the newest', ring, 'new'],
    ['not one that began a moment ago, while there is an older one', [...ring, key('young', NOW - 1)], 'new'],
    ['one that began a moment ago where it is alone', [key('young', NOW - 1)], 'young'],
    ['none', [key('gone', 0, NOW)], undefined],
  ])('to write with: %s', (_what, keys, id) => expect(keyToWrite(keys, GD, NOW)?.id).toBe(id));
});

describe('a key file that does not fit is named, with what to put right and without the key', () => {
  const { private: secret, public: shown } = pairs.province;
  const right = { owner: GD, key_id: 'G1', from: '2026-01-01T00:00:00.000+08:00', private: secret };
  const inFile = (content: unknown) =>
    readKeyFile('/keys/a.yaml', typeof content === 'string' ? content : JSON.stringify(content));
  const rightSecret = { owner: GD, enc_key_id: 'E1', from: right.from, key: known.secret.key };

  test.each<[string, unknown, RegExp]>([
    ['no YAML', `private: "${secret}`, /must hold lines/],
    ['a list', '- a', /must hold lines/],
    ['nothing', '', /must hold lines/],
    ['a name with two values', { ...right, private: [secret] }, /"private" must have one value/],
    ['no id', { ...right, key_id: undefined }, /neither "key_id" \(SM2\) nor "enc_key_id"/],
    ['an id of other letters', { ...right, key_id: '一' }, /"key_id" must be 1 to 40/],
    ['a misspelt name', { ...right, privat: secret }, /"privat" is not known beside "key_id"/],
    ['both kinds', { ...right, key: known.secret.key }, /"key" is not known/],
    ['no owner', { ...right, owner: undefined }, /"owner" must be 100000/],
    ['no from', { ...right, from: undefined }, /"from" must be a time/],
    ['no real time', { ...right, from: '2026-02-30T00:00:00.000Z' }, /"from" must be a time/],
    ['an end before its beginning', { ...right, until: right.from }, /"until" must be later/],
    ['neither half', { ...right, private: undefined }, /"private" \(an own key\) or "public"/],
    ['a private key cut', { ...right, private: secret.slice(2) }, /"private" must be a private key of SM2/],
    ['a private key of zeros', { ...right, private: '00'.repeat(32) }, /"private" must be/],
    ['a private key beyond the order', { ...right, private: 'ff'.repeat(32) }, /"private" must be/],
    ['a point beside the curve', { ...right, private: undefined, public: `04${'11'.repeat(64)}` }, /"public" must be/],
    ['a public key of another', { ...right, public: pairs.platform.public }, /not the public key of "private"/],
    ['an SM4 key cut', { ...rightSecret, key: known.secret.key.slice(1) }, /"key" must be a key of SM4/],
  ])('%s', (_what, content, sentence) => {
    let said = '';
    try {
      inFile(content);
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      said = error.message;
    }
    expect(said).toMatch(sentence);
    expect(said).toContain('/keys/a.yaml: ');
    expect(said).not.toContain(secret.slice(4, 20));
    expect(said).not.toContain(known.secret.key.slice(4, 20));
  });

  test('right ones: either half, both, a key of digits alone, YAML and JSON', () => {
    expect(inFile(right)).toMatchObject({ kind: 'sm2', key: { id: 'G1', owner: GD, from: Date.parse(right.from) } });
    expect(inFile({ ...right, public: shown })).toMatchObject({ kind: 'sm2' });
    expect(inFile({ ...right, private: undefined, public: shown.toUpperCase() })).toMatchObject({
      key: { private: undefined },
    });
    const digits = `owner: "440000"\nenc_key_id: "7"\nfrom: 2026-01-01T00:00:00.000+08:00\nkey: ${'12'.repeat(16)}\n`;
    expect(inFile(digits)).toMatchObject({ kind: 'sm4', key: { id: '7' } });
  });
});
