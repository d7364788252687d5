import { canonicalJson, readRecord } from '@libs/national-platform';
import { envelope, M101, withField } from '../support/wire-bodies';

test.each<[string, unknown, string]>([
  ['keys in ASCII order, capitals first', { b: 1, a: 2, B: 3, _: 4, 1: 5 }, '{"1":5,"B":3,"_":4,"a":2,"b":1}'],
  ['numbers as keys by their text', { 10: 1, 9: 2 }, '{"10":1,"9":2}'],
  ['at every depth', { b: { d: 1, c: [{ z: 1, y: 2 }] }, a: 1 }, '{"a":1,"b":{"c":[{"y":2,"z":1}],"d":1}}'],
  ['null and "" members left out', { a: null, b: '', c: 0, d: false, e: {} }, '{"c":0,"d":false,"e":{}}'],
  ['at every depth too', { a: { b: null, c: { d: '' } } }, '{"a":{"c":{}}}'],
  ['elements of a list stay', { a: [null, '', 0, []] }, '{"a":[null,"",0,[]]}'],
  ['the order of a list counts', [2, 1], '[2,1]'],
  ['unicode as it is', { 姓名: '张三𠮷' }, '{"姓名":"张三𠮷"}'],
  ['quotes and control characters escaped', { a: '"\\\n\u0001' }, '{"a":"\\"\\\\\\n\\u0001"}'],
  ['a key named __proto__', JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
  ['numbers as JSON writes them', { a: 1.0, b: 1e21, c: -0 }, '{"a":1,"b":1e+21,"c":0}'],
  ['a space in a string is no white space', { a: ' ' }, '{"a":" "}'],
  ['nothing', {}, '{}'],
])('§1: %s', (_case, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('the order of keys is found for each shape, also where one shape is the beginning of another', () => {
  expect(canonicalJson({ b: 1, a: 1 })).toBe('{"a":1,"b":1}');
  expect(canonicalJson({ b: 1, a: 1, A: 1 })).toBe('{"A":1,"a":1,"b":1}');
  expect(canonicalJson({ 'b\na': 1 })).toBe('{"b\\na":1}');
  expect(canonicalJson({ 'd\nc': 1 })).toBe('{"d\\nc":1}');
  expect(canonicalJson({ d: 1, c: 2 })).toBe('{"c":2,"d":1}');
});

function hashOf(record: object): string {
  const read = readRecord(Buffer.from(JSON.stringify(record)), '440000');
  if (read.kind === 'unreadable' || read.kind === 'acknowledge') throw new Error(read.kind);
  return read.contentHash;
}

const reversed = (body: object): object => Object.fromEntries(Object.entries(body).reverse());
const GOOD = envelope('M101', M101);

test.each<[string, object, 'same' | 'different']>([
  ['the same again', GOOD, 'same'],
  ['keys in another order', envelope('M101', { ...reversed(M101), donor: reversed(M101.donor) }), 'same'],
  ['another envelope', { ...GOOD, inf_time: '2027-01-01T00:00:00.000Z', opter: 'x', key_id: 'k' }, 'same'],
  ['a null more', envelope('M101', { ...M101, extra: null }), 'same'],
  ['an empty text more', envelope('M101', withField(M101, 'donor.extra', '')), 'same'],
  ['an unknown field more', envelope('M101', { ...M101, extra: 0 }), 'different'],
  ['an unknown field more within', envelope('M101', withField(M101, 'limits[1].extra', 'x')), 'different'],
  ['another message number', envelope('M102', M101), 'different'],
  ['another amount', envelope('M101', withField(M101, 'limits[0].lmt_amt', '100.01')), 'different'],
  [
    'the same instant written otherwise',
    envelope('M101', withField(M101, 'estab_time', '2026-06-10T04:00:00.000Z')),
    'different',
  ],
  ['limits in another order', envelope('M101', { ...M101, limits: [...M101.limits].reverse() }), 'different'],
  ['no commit_no', envelope('M101', withField(M101, 'commit_no', undefined)), 'different'],
])('§3, the same message: %s', (_case, record, verdict) => {
  expect(hashOf(record) === hashOf(GOOD) ? 'same' : 'different').toBe(verdict);
});
