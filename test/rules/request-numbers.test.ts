import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { requestHash } from '../../apps/gateway/src/http/request/content-hash';
import { NOT_JSON, readJsonBody } from '../../apps/gateway/src/http/request/read-json-body';

function read(json: string): Promise<unknown> {
  const stream = Readable.from([Buffer.from(json)]) as unknown as IncomingMessage;
  return new Promise((resolve) => readJsonBody(stream, (_error, body) => resolve(body)));
}

async function areSame(one: string, other: string): Promise<boolean> {
  return requestHash(await read(`{"a":[${one}]}`)) === requestHash(await read(`{"a":[${other}]}`));
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
])('%s and %s in a body: the same request is %s', async (one, other, same) => {
  expect(await areSame(one, other)).toBe(same);
});

test('two different whole numbers of any size are never the same request', async () => {
  const far = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  const near = fc.bigInt({ min: 2n ** 53n - 9n, max: 2n ** 53n + 9n });
  const either = fc.oneof(far, near);
  const property = fc.asyncProperty(either, either, async (one, other) => {
    expect(await areSame(String(one), String(other))).toBe(one === other);
  });
  await fc.assert(property, { numRuns: 2000 });
});

test('all other JSON is read as ever, texts of digits too', async () => {
  const isShort = (json: string) => !/[0-9.]{16}|[0-9][eE]/.test(json.replace(/"(?:[^"\\]|\\.)*"/g, ''));
  await fc.assert(
    fc.asyncProperty(fc.json().filter(isShort), async (json) => {
      expect(await read(`{"value":${json},"id":"100000202606101200000000000001"}`)).toEqual({
        value: JSON.parse(json) as unknown,
        id: '100000202606101200000000000001',
      });
    }),
    { numRuns: 1000 },
  );
});

test('a long text with many numbers is read at once, and what is no JSON is not mended', async () => {
  const long = `{"a":"${'\\"7'.repeat(200_000)}","b":[${'12345678901234567890,'.repeat(10_000)}0]}`;
  expect(await read(long)).toMatchObject({ b: { length: 10_001, 0: '\u000012345678901234567890' } });
  expect(await read('{"a":0123456789012345678}')).toBe(NOT_JSON);
});
