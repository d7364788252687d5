import {
  establishForDonor,
  fen,
  NO_SETTINGS,
  revokeLimit,
  revokeRelationship,
  setLimitForDonor,
  type Caps,
  type InsuredPerson,
} from '@libs/mutual-aid';
import {
  capped,
  codeOf,
  DONOR,
  establishment,
  HASH,
  NOON,
  recorded,
  registered,
  settings,
  terms,
} from '../support/pure-people';

const relationship = recorded('donor', 'EFFECTIVE');
const yuan = (amount: string) => terms(amount).amount;
const rich = registered(DONOR, '1000000.00');

/** The donor after settings of these amounts, accepted one by one without caps. */
function after(donor: InsuredPerson, amounts: readonly string[], setTime = NOON): InsuredPerson {
  return amounts.reduce((own, amount, index) => {
    const body = { relationshipId: 'R1', limit: terms(amount, setTime, `S${index}`) };
    const decision = setLimitForDonor(body, { own, relationship, limit: undefined }, capped({}));
    if (decision.refused || decision.person === undefined) throw new Error(`not set: ${codeOf(decision)}`);
    return decision.person;
  }, donor);
}

function m201(own: InsuredPerson, amount: string, caps: Caps, setTime = NOON): string {
  const body = { relationshipId: 'R1', limit: terms(amount, setTime, 'NEW') };
  return codeOf(setLimitForDonor(body, { own, relationship, limit: undefined }, capped(caps)));
}

function m101(own: InsuredPerson, amounts: readonly string[], caps: Caps, setTime = NOON): string {
  const message = establishment({ limits: settings(amounts, setTime) });
  return codeOf(establishForDonor(own, message, capped(caps), { now: NOON, contentHash: HASH, pairIsLive: false }));
}

describe('R11: each cap exactly at its edge, and one above', () => {
  test.each<[string, Caps, readonly string[], string, string]>([
    ['amount_min', { amountMin: yuan('10.00') }, [], '10.00', '0'],
    ['amount_min', { amountMin: yuan('10.00') }, [], '9.99', 'E20'],
    ['amount_max', { amountMax: yuan('10.00') }, [], '10.00', '0'],
    ['amount_max', { amountMax: yuan('10.00') }, [], '10.01', 'E21'],
    ['settings_per_day', { settingsPerDay: 3 }, ['1.00', '1.00'], '1.00', '0'],
    ['settings_per_day', { settingsPerDay: 3 }, ['1.00', '1.00', '1.00'], '1.00', 'E22'],
    ['settings_per_day 0', { settingsPerDay: 0 }, [], '1.00', 'E22'],
    ['settings_per_month', { settingsPerMonth: 3 }, ['1.00', '1.00'], '1.00', '0'],
    ['settings_per_month', { settingsPerMonth: 3 }, ['1.00', '1.00', '1.00'], '1.00', 'E22'],
    ['settings_per_year', { settingsPerYear: 3 }, ['1.00', '1.00'], '1.00', '0'],
    ['settings_per_year', { settingsPerYear: 3 }, ['1.00', '1.00', '1.00'], '1.00', 'E22'],
    ['amount_per_month', { amountPerMonth: yuan('100.00') }, ['40.00', '20.00'], '40.00', '0'],
    ['amount_per_month', { amountPerMonth: yuan('100.00') }, ['40.00', '20.00'], '40.01', 'E23'],
    ['amount_per_year', { amountPerYear: yuan('100.00') }, ['40.00', '20.00'], '40.00', '0'],
    ['amount_per_year', { amountPerYear: yuan('100.00') }, ['40.00', '20.00'], '40.01', 'E23'],
    ['outstanding_max', { outstandingMax: yuan('100.00') }, ['60.00'], '40.00', '0'],
    ['outstanding_max', { outstandingMax: yuan('100.00') }, ['60.00'], '40.01', 'E24'],
    ['available balance (R12)', {}, ['999999.00'], '1.00', '0'],
    ['available balance (R12)', {}, ['999999.00'], '1.01', 'E25'],
    ['nothing capped', {}, ['500000.00'], '500000.00', '0'],
  ])('%s: M201, and M101 alike', (_cap, caps, before, amount, code) => {
    expect(m201(after(rich, before), amount, caps)).toBe(code);
    expect(m101(after(rich, before), [amount], caps)).toBe(code);
  });

  test.each([
    ['0 of 1', 0, 1, '0'],
    ['1 of 1', 1, 1, 'E24'],
    ['7 of 8', 7, 8, '0'],
    ['8 of 8', 8, 8, 'E24'],
    ['9 of 8, after the cap was lowered', 9, 8, 'E24'],
  ])('beneficiaries_max, the new one included: %s live', (_case, liveGiven, beneficiariesMax, code) => {
    expect(m101({ ...rich, liveGiven }, ['1.00'], { beneficiariesMax })).toBe(code);
  });

  test('beneficiaries_max is no matter of M201', () => {
    expect(m201({ ...rich, liveGiven: 9 }, '1.00', { beneficiariesMax: 1 })).toBe('0');
  });
});

describe('§3: the limits of one message are judged one after the other, refused ones counting for the next', () => {
  test.each<[string, Caps, readonly string[], string]>([
    ['settings_per_day', { settingsPerDay: 2 }, ['1.00', '1.00'], '0'],
    ['settings_per_day', { settingsPerDay: 2 }, ['1.00', '1.00', '1.00'], 'E22'],
    ['amount_per_month', { amountPerMonth: yuan('3.00') }, ['1.00', '2.00'], '0'],
    ['amount_per_month', { amountPerMonth: yuan('3.00') }, ['1.00', '2.01'], 'E23'],
    ['outstanding_max', { outstandingMax: yuan('3.00') }, ['1.00', '2.00'], '0'],
    ['outstanding_max', { outstandingMax: yuan('3.00') }, ['2.01', '1.00'], 'E24'],
    ['available', {}, ['999999.99', '0.01'], '0'],
    ['available', {}, ['999999.99', '0.02'], 'E25'],
    [
      'a refused one counts: the first above the maximum, the second too many',
      { amountMax: yuan('5.00'), settingsPerDay: 1 },
      ['6.00', '1.00'],
      'E21',
    ],
    [
      'the lowest code over all: E25 by the first, E20 by the second',
      { amountMin: yuan('1.00') },
      ['1000000.01', '0.50'],
      'E20',
    ],
    [
      'the lowest code over all: E24 by the first, E22 by the second',
      { outstandingMax: yuan('5.00'), settingsPerDay: 1 },
      ['6.00', '1.00'],
      'E22',
    ],
    [
      'E25 by the first alone, E23 only because it counts for the second',
      { amountPerMonth: yuan('1000001.00') },
      ['1000000.50', '0.51'],
      'E23',
    ],
  ])('%s', (_case, caps, amounts, code) => {
    expect(m101(rich, amounts, caps)).toBe(code);
  });

  test('E25 by the first alone, E24 by the second only because the first counts', () => {
    const poor = registered(DONOR, '10.00');
    expect(m101(poor, ['11.00', '2.00'], { outstandingMax: yuan('12.00') })).toBe('E24');
    expect(m101(poor, ['11.00', '1.00'], { outstandingMax: yuan('12.00') })).toBe('E25');
  });

  test('twenty limits at the edge of the day', () => {
    const twenty = Array.from({ length: 20 }, () => '0.01');
    expect(m101(rich, twenty, { settingsPerDay: 20, amountPerYear: fen(20n), outstandingMax: fen(20n) })).toBe('0');
    expect(m101(rich, twenty, { settingsPerDay: 19 })).toBe('E22');
  });
});

describe('a setting that was revoked counts no more', () => {
  const message = establishment({ limits: settings(['60.00', '40.00']) });
  const context = { now: NOON, contentHash: HASH, pairIsLive: false };
  const made = establishForDonor(rich, message, capped({}), context);
  const relationship = made.refused ? undefined : made.relationships?.[0]?.after;
  if (made.refused || made.person === undefined || relationship === undefined) throw new Error('not established');
  const { person, limits = [] } = made;
  const full: Caps = {
    settingsPerDay: 2,
    settingsPerMonth: 2,
    settingsPerYear: 2,
    beneficiariesMax: 1,
    amountPerMonth: yuan('100.00'),
    amountPerYear: yuan('100.00'),
    outstandingMax: yuan('100.00'),
  };

  test('M203 gives back one setting: count, amount, outstanding', () => {
    expect(m201(person, '0.01', full)).toBe('E22');
    const revoked = revokeLimit(person, relationship, limits[0]);
    if (revoked.refused || revoked.person === undefined) throw new Error('not revoked');
    expect(revoked).toMatchObject({ person: { account: { frozen: 4000n } }, money: { amount: 6000n, frozen: 4000n } });
    expect(m201(revoked.person, '60.00', full)).toBe('0');
    expect(m201(revoked.person, '60.01', full)).toBe('E23');
    expect(m201(revoked.person, '60.01', { ...full, amountPerMonth: undefined, amountPerYear: undefined })).toBe('E24');
    expect(m101(revoked.person, ['30.00', '30.00'], { ...full, beneficiariesMax: 2 })).toBe('E22');
  });

  test('M103 gives back all of them and the beneficiary', () => {
    const revoked = revokeRelationship(person, relationship, limits);
    if (revoked.refused || revoked.person === undefined) throw new Error('not revoked');
    expect(revoked).toMatchObject({
      person: { account: { frozen: 0n }, liveGiven: 0 },
      relationships: [{ after: { state: 'REVOKED' } }],
      limits: [
        { state: 'REVOKED', used: 0n, returned: 6000n },
        { state: 'REVOKED', used: 0n, returned: 4000n },
      ],
    });
    expect(m101(revoked.person, ['60.00', '40.00'], full)).toBe('0');
    expect(m101(person, ['0.01'], full)).toBe('E22');
    expect(m101(person, ['0.01'], { beneficiariesMax: 1 })).toBe('E24');
  });

  test('a limit revoked before is not given back twice', () => {
    const once = revokeLimit(person, relationship, limits[0]);
    if (once.refused || once.person === undefined) throw new Error('not revoked');
    const all = revokeRelationship(once.person, relationship, [...(once.limits ?? []), ...limits.slice(1)]);
    expect(all).toMatchObject({
      person: { account: { frozen: 0n } },
      money: { amount: 4000n },
      limits: [{ limitId: 'L2' }],
    });
  });
});

describe('caps by calendar periods of UTC+8', () => {
  const at = (text: string) => Date.parse(text);
  test.each<[string, Caps, string, string, string]>([
    [
      'day, its last ms and its first',
      { settingsPerDay: 1 },
      '2026-06-10T00:00:00.000+08:00',
      '2026-06-10T23:59:59.999+08:00',
      'E22',
    ],
    ['the next day', { settingsPerDay: 1 }, '2026-06-10T23:59:59.999+08:00', '2026-06-11T00:00:00.000+08:00', '0'],
    ['the day before', { settingsPerDay: 1 }, '2026-06-10T00:00:00.000+08:00', '2026-06-09T23:59:59.999+08:00', '0'],
    [
      'one day of UTC, two of UTC+8',
      { settingsPerDay: 1 },
      '2026-06-10T15:59:59.999Z',
      '2026-06-10T16:00:00.000Z',
      '0',
    ],
    [
      'two days of UTC, one of UTC+8',
      { settingsPerDay: 1 },
      '2026-06-09T16:00:00.000Z',
      '2026-06-10T15:59:59.999Z',
      'E22',
    ],
    [
      'month, first and last ms',
      { settingsPerMonth: 1 },
      '2026-06-01T00:00:00.000+08:00',
      '2026-06-30T23:59:59.999+08:00',
      'E22',
    ],
    ['the next month', { settingsPerMonth: 1 }, '2026-06-30T23:59:59.999+08:00', '2026-07-01T00:00:00.000+08:00', '0'],
    [
      'the same month of another year',
      { settingsPerMonth: 1 },
      '2026-06-30T00:00:00.000+08:00',
      '2027-06-30T00:00:00.000+08:00',
      '0',
    ],
    [
      'sum of a month',
      { amountPerMonth: fen(100n) },
      '2026-06-01T00:00:00.000+08:00',
      '2026-06-30T23:59:59.999+08:00',
      'E23',
    ],
    [
      'sum of the next month',
      { amountPerMonth: fen(100n) },
      '2026-06-30T23:59:59.999+08:00',
      '2026-07-01T00:00:00.000+08:00',
      '0',
    ],
    [
      'year, first and last ms',
      { settingsPerYear: 1 },
      '2026-01-01T00:00:00.000+08:00',
      '2026-12-31T23:59:59.999+08:00',
      'E22',
    ],
    ['the next year', { settingsPerYear: 1 }, '2026-12-31T23:59:59.999+08:00', '2027-01-01T00:00:00.000+08:00', '0'],
    [
      'one year of UTC, two of UTC+8',
      { settingsPerYear: 1 },
      '2026-12-31T15:59:59.999Z',
      '2026-12-31T16:00:00.000Z',
      '0',
    ],
    [
      'sum of a year',
      { amountPerYear: fen(100n) },
      '2026-01-01T00:00:00.000+08:00',
      '2026-12-31T23:59:59.999+08:00',
      'E23',
    ],
    [
      'sum of the next year',
      { amountPerYear: fen(100n) },
      '2026-12-31T23:59:59.999+08:00',
      '2027-01-01T00:00:00.000+08:00',
      '0',
    ],
    [
      '29 February and 1 March',
      { settingsPerMonth: 1 },
      '2028-02-29T23:59:59.999+08:00',
      '2028-03-01T00:00:00.000+08:00',
      '0',
    ],
  ])('%s', (_case, caps, first, second, code) => {
    const own = after({ ...rich, settings: NO_SETTINGS }, ['1.00'], at(first));
    expect(m201(own, '1.00', caps, at(second))).toBe(code);
  });
});
