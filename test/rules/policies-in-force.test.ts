import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { establishForDonor, setLimitForDonor, type Establishment } from '@libs/mutual-aid';
import { loadProvincePolicies, type ProvincePolicies } from '@libs/province-policy';
import { codeOf, DONOR, establishment, HASH, recorded, registered, terms } from '../support/pure-people';

const FILE = `province: "440000"
name: 广东省
policies:
  - effective_from: "2026-07-01T00:00:00+08:00"
    kinship: ["01", "02"]
    caps: { amount_max: "20.00", beneficiaries_max: 2 }
    pooling_regions:
      "440300": { caps: { amount_max: "30.00" } }
      "440400": { kinship: ["01"], caps: { settings_per_day: 0 } }
  - effective_from: "2026-01-01T00:00:00+08:00"
    caps: { amount_max: "10.00", beneficiaries_max: 1 }
    payment_order: { "1": [wallet, account] }
    pooling_regions:
      "440300": { payment_order: { "2": [wallet] } }
`;
const dir = join(mkdtempSync(join(tmpdir(), 'policies-')), 'provinces');
let policies: ProvincePolicies;

beforeAll(() => {
  mkdirSync(dir);
  writeFileSync(join(dir, '440000.yaml'), FILE);
  policies = loadProvincePolicies(dir, '440000');
});
afterAll(() => rmSync(join(dir, '..'), { recursive: true }));

const LAST_OF_NONE = '2025-12-31T23:59:59.999+08:00';
const FIRST_OF_JANUARY = '2026-01-01T00:00:00.000+08:00';
const LAST_OF_JUNE = '2026-06-30T23:59:59.999+08:00';
const FIRST_OF_JULY = '2026-07-01T00:00:00.000+08:00';

describe('R11: the policy in force at the set time applies', () => {
  test.each([
    ['none in force yet: no caps', '440100', LAST_OF_NONE, '99999.99', '0'],
    ['the first ms of the first', '440100', FIRST_OF_JANUARY, '10.00', '0'],
    ['the first ms of the first', '440100', FIRST_OF_JANUARY, '10.01', 'E21'],
    ['its last ms', '440100', LAST_OF_JUNE, '10.01', 'E21'],
    ['the first ms of the second', '440100', FIRST_OF_JULY, '10.01', '0'],
    ['the first ms of the second', '440100', FIRST_OF_JULY, '20.01', 'E21'],
    ['years later still the second', '440100', '2031-01-01T00:00:00.000+08:00', '20.01', 'E21'],
    ["a pooling region's own maximum", '440300', FIRST_OF_JULY, '30.00', '0'],
    ["a pooling region's own maximum", '440300', FIRST_OF_JULY, '30.01', 'E21'],
    ['an override that names no caps keeps them', '440300', LAST_OF_JUNE, '10.01', 'E21'],
    ['an override adds to the caps', '440400', FIRST_OF_JULY, '20.00', 'E22'],
    ['an override keeps what it does not name', '440400', FIRST_OF_JULY, '20.01', 'E21'],
    ['the same instant in UTC', '440100', '2026-06-30T16:00:00.000Z', '20.00', '0'],
  ])('%s: a donor registered in %s, set at %s', (_case, insuAdmdvs, time, amount, code) => {
    // The message states another pooling region: the registry's counts.
    const own = { ...registered(DONOR, '1000000.00'), insuAdmdvs };
    const body = { relationshipId: 'R1', limit: terms(amount, Date.parse(time)) };
    const relationship = recorded('donor', 'EFFECTIVE');
    const m201 = setLimitForDonor(body, { own, relationship, limit: undefined }, policies.inForce);
    expect(codeOf(m201)).toBe(code);
  });

  test('each limit of one message by the policy of its own set time', () => {
    const limits = [terms('10.00', Date.parse(LAST_OF_JUNE), 'L1'), terms('20.00', Date.parse(FIRST_OF_JULY), 'L2')];
    expect(m101({ limits, relType: '01', estabTime: Date.parse(LAST_OF_JUNE) })).toBe('0');
    const swapped = [terms('20.00', Date.parse(LAST_OF_JUNE), 'L1'), terms('10.00', Date.parse(FIRST_OF_JULY), 'L2')];
    expect(m101({ limits: swapped, relType: '01', estabTime: Date.parse(LAST_OF_JUNE) })).toBe('E21');
  });
});

describe('kinship and beneficiaries_max go by estab_time, not by set_time', () => {
  test.each([
    ['all kinship before July', LAST_OF_JUNE, '03', 0, '440100', '0'],
    ['narrowed from July', FIRST_OF_JULY, '03', 0, '440100', 'E12'],
    ['narrowed, but allowed', FIRST_OF_JULY, '02', 0, '440100', '0'],
    ['narrowed further by the pooling region', FIRST_OF_JULY, '02', 0, '440400', 'E12'],
    ['narrower by the pooling region, and allowed', FIRST_OF_JULY, '01', 0, '440400', '0'],
    ['one beneficiary before July', LAST_OF_JUNE, '01', 1, '440100', 'E24'],
    ['two from July', FIRST_OF_JULY, '01', 1, '440100', '0'],
    ['no third from July', FIRST_OF_JULY, '01', 2, '440100', 'E24'],
    ['none in force: any number', LAST_OF_NONE, '09', 999, '440100', '0'],
  ])('%s', (_case, estab, relType, liveGiven, insuAdmdvs, code) => {
    const limits = [terms('1.00', Date.parse(LAST_OF_NONE))];
    expect(m101({ relType, estabTime: Date.parse(estab), limits }, liveGiven, insuAdmdvs)).toBe(code);
  });
});

describe('R17, R18: payment order', () => {
  test.each([
    [
      'none in force yet',
      LAST_OF_NONE,
      '440100',
      [['account', 'wallet'], ['account', 'wallet'], ['wallet'], ['wallet']],
    ],
    [
      'as the file says, a scene left out by default',
      LAST_OF_JUNE,
      '440100',
      [['wallet', 'account'], ['account', 'wallet'], ['wallet'], ['wallet']],
    ],
    ['with the override', LAST_OF_JUNE, '440300', [['wallet', 'account'], ['wallet'], ['wallet'], ['wallet']]],
  ])('%s', (_case, time, region, orders) => {
    const { paymentOrder } = policies.inForce(Date.parse(time), region);
    expect([paymentOrder[1], paymentOrder[2], paymentOrder[3], paymentOrder[4]]).toEqual(orders);
  });
});

test('what is in force is shown with the overrides applied', () => {
  expect(policies.effectiveOnWire(Date.parse(FIRST_OF_JULY), '440300')).toEqual({
    effective_from: '2026-07-01T00:00:00+08:00',
    kinship: ['01', '02'],
    caps: { amount_max: '30.00', beneficiaries_max: 2 },
    payment_order: { 1: ['account', 'wallet'], 2: ['account', 'wallet'], 3: ['wallet'], 4: ['wallet'] },
  });
});

function m101(change: Partial<Establishment>, liveGiven = 0, insuAdmdvs = '440100'): string {
  const own = { ...registered(DONOR, '1000000.00'), liveGiven, insuAdmdvs };
  const context = { now: Date.parse('2026-08-01T00:00:00.000Z'), contentHash: HASH, pairIsLive: false };
  const commitTime = Date.parse(FIRST_OF_JANUARY);
  return codeOf(establishForDonor(own, establishment({ commitTime, ...change }), policies.inForce, context));
}
