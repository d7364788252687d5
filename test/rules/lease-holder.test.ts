import { leaseHolder } from '../../libs/messaging/src/lease';

/** Characters of the column lease.holder. */
const COLUMN = 80;

test.each([
  ['short', 'gateway-1'],
  ['of a container', 'a'.repeat(64)],
  ['as long as there are', `gateway-1.${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.example`.slice(0, 255)],
])('a host’s name that is %s fits, and is still told by its beginning', (_what, host) => {
  const holder = leaseHolder(host);
  expect(holder.length).toBeLessThanOrEqual(COLUMN);
  expect(holder.startsWith(host.slice(0, 40))).toBe(true);
});

test('no two are the same', () => {
  expect(leaseHolder()).not.toBe(leaseHolder());
});
