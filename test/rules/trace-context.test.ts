import fc from 'fast-check';
import { beginTrace, readTraceparent, traceIdOf } from '@libs/operations';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const GOOD = `00-${TRACE}-${PARENT}-01`;

test.each([
  ['as it is', GOOD, GOOD],
  ['not sampled', `00-${TRACE}-${PARENT}-00`, `00-${TRACE}-${PARENT}-00`],
  ['flags that version 00 does not have', `00-${TRACE}-${PARENT}-ff`, GOOD],
  ['a later version', `01-${TRACE}-${PARENT}-01`, GOOD],
  ['a later version with more in it', `cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, GOOD],
  ['version 00 with more in it', `${GOOD}-more`, undefined],
  ['a later version with more in it and no hyphen', `cc-${TRACE}-${PARENT}-01.what`, undefined],
  ['version ff', `ff-${TRACE}-${PARENT}-01`, undefined],
  ['a version of one digit', `0-${TRACE}-${PARENT}-01`, undefined],
  ['no trace', `00-${'0'.repeat(32)}-${PARENT}-01`, undefined],
  ['no parent', `00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
  ['capital letters', GOOD.toUpperCase(), undefined],
  ['a short trace', `00-${TRACE.slice(1)}-${PARENT}-01`, undefined],
  ['a long parent', `00-${TRACE}-${PARENT}0-01`, undefined],
  ['no hexadecimal flags', `00-${TRACE}-${PARENT}-0x`, undefined],
  ['a space before', ` ${GOOD}`, undefined],
  ['a line feed behind', `${GOOD}\n`, undefined],
  ['two of them', `${GOOD}, ${GOOD}`, undefined],
  ['nothing', '', undefined],
])('a traceparent: %s', (_case, given, read) => {
  expect(readTraceparent(given)).toBe(read);
  expect(readTraceparent(Buffer.from(given))).toBe(read);
});

test('whatever comes, what is sent on is rightly formed or nothing', () => {
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefAF'), minLength: length, maxLength: length });
  const nearly = fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join('-'));
  const anything = fc.oneof(
    nearly,
    fc.string(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(anything, (given) => {
      const read = readTraceparent(given);
      if (read === undefined) return;
      expect(read).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/);
      expect(String(given)).toContain(traceIdOf(read));
    }),
    { numRuns: 20_000 },
  );
});

test('megabytes are not looked through', () => {
  expect(readTraceparent(Buffer.alloc(1_000_000, '0'))).toBeUndefined();
});

test('a trace that begins here is one', () => {
  const [first, second] = [beginTrace(), beginTrace()];
  expect(readTraceparent(first)).toBe(first);
  expect(traceIdOf(first)).toMatch(/^[0-9a-f]{32}$/);
  expect(traceIdOf(first)).not.toBe(traceIdOf(second));
});
