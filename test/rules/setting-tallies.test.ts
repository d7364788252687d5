import { fen, NO_SETTINGS, setLimitForDonor, spanOfPeriod, unreadPeriods, withTallies } from '@libs/mutual-aid';
import { capped, codeOf, DONOR, NOON, recorded, registered, terms } from '../support/pure-people';

const relationship = recorded('donor', 'EFFECTIVE');
const june10 = { day: 20260610, month: 202606, year: 2026 };
const counted = {
  latest: june10,
  tallies: new Map([
    [20260610, { count: 1, sum: fen(100n) }],
    [202606, { count: 2, sum: fen(200n) }],
    [2026, { count: 3, sum: fen(300n) }],
  ]),
};

test.each<[string, string, number[]]>([
  ['the same day', '2026-06-10T08:00:00.000+08:00', []],
  ['a later day', '2026-06-11T08:00:00.000+08:00', []],
  ['a later year', '2027-01-01T00:00:00.000+08:00', []],
  ['an older day of the month', '2026-06-09T23:59:59.999+08:00', [20260609]],
  ['an older month of the year', '2026-05-31T23:59:59.999+08:00', [20260531, 202605]],
  ['an older year', '2025-12-31T23:59:59.999+08:00', [20251231, 202512, 2025]],
])('older periods must be read before deciding: %s', (_case, time, unread) => {
  expect(unreadPeriods(counted, Date.parse(time))).toEqual(unread);
  const read = unread.map((period) => [period, { count: 1, sum: fen(1n) }] as const);
  expect(unreadPeriods(withTallies(counted, read), Date.parse(time))).toEqual([]);
});

test('a donor who never set anything has nothing to read', () => {
  expect(unreadPeriods(NO_SETTINGS, NOON)).toEqual([]);
});

test.each([
  ['a day at its edge', { settingsPerDay: 3 }, '0'],
  ['a day', { settingsPerDay: 2 }, 'E22'],
  ['a month at its edge', { settingsPerMonth: 6 }, '0'],
  ['a month', { settingsPerMonth: 5 }, 'E22'],
  ['a year at its edge, from the row', { settingsPerYear: 4 }, '0'],
  ['a year, from the row', { settingsPerYear: 3 }, 'E22'],
  ['the sum of a month at its edge', { amountPerMonth: fen(501n) }, '0'],
  ['the sum of a month', { amountPerMonth: fen(500n) }, 'E23'],
  ['the sum of a year at its edge, from the row', { amountPerYear: fen(301n) }, '0'],
  ['the sum of a year, from the row', { amountPerYear: fen(300n) }, 'E23'],
])('a set time in an older month is judged by what was read: %s', (_case, caps, code) => {
  const settings = withTallies(counted, [
    [20260531, { count: 2, sum: fen(50n) }],
    [202605, { count: 5, sum: fen(500n) }],
  ]);
  const own = { ...registered(DONOR, '1000.00'), settings };
  const body = { relationshipId: 'R1', limit: terms('0.01', Date.parse('2026-05-31T12:00:00.000+08:00')) };
  const decision = setLimitForDonor(body, { own, relationship, limit: undefined }, capped(caps));
  expect(codeOf(decision)).toBe(code);
});

test('a setting in an older month raises its own year, and the latest day and month stay', () => {
  const settings = withTallies(counted, [
    [20260531, { count: 0, sum: fen(0n) }],
    [202605, { count: 0, sum: fen(0n) }],
  ]);
  const own = { ...registered(DONOR, '1000.00'), settings };
  const body = { relationshipId: 'R1', limit: terms('0.01', Date.parse('2026-05-31T12:00:00.000+08:00')) };
  const decision = setLimitForDonor(body, { own, relationship, limit: undefined }, capped({}));
  if (decision.refused) throw new Error(codeOf(decision));
  expect(decision.person?.settings.latest).toEqual(june10);
  expect(Object.fromEntries(decision.person?.settings.tallies ?? [])).toEqual({
    20260610: { count: 1, sum: 100n },
    202606: { count: 2, sum: 200n },
    2026: { count: 4, sum: 301n },
    20260531: { count: 1, sum: 1n },
    202605: { count: 1, sum: 1n },
  });
});

test.each([
  [2026, '2026-01-01T00:00:00.000+08:00', '2027-01-01T00:00:00.000+08:00'],
  [202612, '2026-12-01T00:00:00.000+08:00', '2027-01-01T00:00:00.000+08:00'],
  [202602, '2026-02-01T00:00:00.000+08:00', '2026-03-01T00:00:00.000+08:00'],
  [20280229, '2028-02-29T00:00:00.000+08:00', '2028-03-01T00:00:00.000+08:00'],
  [20261231, '2026-12-31T00:00:00.000+08:00', '2027-01-01T00:00:00.000+08:00'],
])('the instants of period %s', (period, from, until) => {
  expect(spanOfPeriod(period)).toEqual({ from: Date.parse(from), until: Date.parse(until) });
});
