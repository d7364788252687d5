import fc from 'fast-check';
import { requestHash } from '../../apps/gateway/src/http/request/content-hash';
import { NOT_JSON, parsedJson } from '../../apps/gateway/src/http/request/read-body';

const read = (json: string): unknown => parsedJson(Buffer.from(json));

function areSame(one: string, other: string): boolean {
  return requestHash(read(`{"a":[${one}]}`)) === requestHash(read(`{"a":[${other}]}`));
}

test.each<[string, string, boolean]>([
  ['9007199254740992', '9007199254740993', false],
  ['-9007199254740992', '-9007199254740993', false],
  ['123456789012345678901234567890', '123456789012345678901234567891', false],
  ['1e999', '1e998', false],
  ['1e999', 'null', false],
  ['0.1', '0.10000000000000000001', false],
  ['9007199254740993', '"9007199254740993"', false],
  ['9007199254740993', '9007199254740993', true],
  ['9007199254740991', '9007199254740991', true],
  ['1', '1.0', true],
  ['10', '1e1', true],
  ['"9007199254740992"', '"9007199254740993"', false],
  ['"\\"9007199254740993"', '"\\"9007199254740993"', true],
])('%s and %s in a body: the same request is %s', (one, other, same) => {
  expect(areSame(one, other)).toBe(same);
});

test('two different whole numbers of any size are never the same request', () => {
  const far = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  const near = fc.bigInt({ min: 2n ** 53n - 9n, max: 2n ** 53n + 9n });
  const either = fc.oneof(far, near);
  const property = fc.property(either, either, (one, other) => {
    expect(areSame(String(one), String(other))).toBe(one === other);
  });
  fc.assert(property, { numRuns: 2000 });
});

test('all other JSON is read as ever, texts of digits too', () => {
  const isShort = (json: string) => !/[0-9.]{16}|[0-9][eE]/.test(json.replace(/"(?:[^"\\]|\\.)*"/g, ''));
  fc.assert(
    fc.property(fc.json().filter(isShort), (json) => {
      expect(read(`{"value":${json},"id":"100000202606101200000000000001"}`)).toEqual({
        value: JSON.parse(json) as unknown,
        id: '100000202606101200000000000001',
      });
    }),
    { numRuns: 1000 },
  );
});

test('a long text with many numbers is read at once, and what is no JSON is not mended', () => {
  const long = `{"a":"${'\\"7'.repeat(200_000)}","b":[${'12345678901234567890,'.repeat(10_000)}0]}`;
  expect(read(long)).toMatchObject({ b: { length: 10_001, 0: '\u000012345678901234567890' } });
  expect(read('{"a":0123456789012345678}')).toBe(NOT_JSON);
});
