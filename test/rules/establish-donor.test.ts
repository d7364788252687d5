import { ALL_KINSHIP, establishForDonor, type Caps, type Establishment, type InsuredPerson } from '@libs/mutual-aid';
import {
  BENEF,
  capped,
  codeOf,
  DONOR,
  establishment,
  HASH,
  NOON,
  registered,
  settings,
  terms,
} from '../support/pure-people';

const donor = registered(DONOR, '1000.00');
const MINUTE = 60_000;

interface Judged {
  own?: InsuredPerson;
  pairIsLive?: boolean;
  caps?: Caps;
  kinship?: ReadonlySet<string>;
}

function judge(
  message: Partial<Establishment>,
  { own = donor, pairIsLive = false, caps = {}, kinship = ALL_KINSHIP }: Judged = {},
): string {
  const context = { now: NOON, contentHash: HASH, pairIsLive };
  return codeOf(establishForDonor(own, establishment(message), capped(caps, kinship), context));
}

function enrolled(...enrolments: InsuredPerson['enrolments']): InsuredPerson {
  return { ...donor, enrolments };
}

describe('R1: the donor is actively enrolled in 310 here', () => {
  test.each<[string, InsuredPerson | undefined, Partial<Establishment>, string]>([
    ['enrolled', donor, {}, '0'],
    ['no registry row', undefined, {}, 'E10'],
    ['310 ended', enrolled({ insutype: '310', state: 'ENDED' }), {}, 'E10'],
    ['390 active, 310 stated', enrolled({ insutype: '390', state: 'ACTIVE' }), {}, 'E10'],
    [
      '390 active and stated',
      enrolled({ insutype: '390', state: 'ACTIVE' }),
      { donor: { ...DONOR, insuType: '390' } },
      'E10',
    ],
    [
      '310 active beside 390 ended',
      enrolled({ insutype: '390', state: 'ENDED' }, { insutype: '310', state: 'ACTIVE' }),
      {},
      '0',
    ],
    [
      '310 ended once and active now',
      enrolled({ insutype: '310', state: 'ENDED' }, { insutype: '310', state: 'ACTIVE' }),
      {},
      '0',
    ],
    ['no enrolment at all', enrolled(), {}, 'E10'],
    ['certificate in the other case', donor, { donor: { ...DONOR, certNo: DONOR.certNo.toUpperCase() } }, '0'],
    ['registry in the other case', { ...donor, certNo: donor.certNo.toUpperCase() }, {}, '0'],
    ['another certificate', donor, { donor: { ...DONOR, certNo: '440101198001010020' } }, 'E10'],
    ['names are not compared', donor, { donor: { ...DONOR, name: '王五' } }, '0'],
    ['the beneficiary is not our matter', donor, { benef: { ...BENEF, insuType: '999' } }, '0'],
  ])('%s', (_case, own, message, code) => {
    const decision = establishForDonor(own, establishment(message), capped({}), {
      now: NOON,
      contentHash: HASH,
      pairIsLive: false,
    });
    expect(codeOf(decision)).toBe(code);
  });
});

describe('R3: kinship', () => {
  test.each([
    ...['01', '02', '03', '04', '05', '06', '07', '08', '09'].map((relType) => [relType, 'all nine', '0']),
    ['00', 'all nine', 'E12'],
    ['10', 'all nine', 'E12'],
    ['99', 'all nine', 'E12'],
    ['01', 'narrowed', '0'],
    ['03', 'narrowed', '0'],
    ['02', 'narrowed', 'E12'],
    ['04', 'narrowed', 'E12'],
    ['01', 'none', 'E12'],
  ])('%s where %s are allowed: %s', (relType, allowed, code) => {
    const kinship = { 'all nine': ALL_KINSHIP, narrowed: new Set(['01', '03']), none: new Set<string>() }[allowed];
    expect(judge({ relType }, { kinship })).toBe(code);
  });
});

describe('R4: different people of different provinces', () => {
  test.each<[string, Partial<Establishment>, string]>([
    ['the same psn_no', { benef: { ...BENEF, psnNo: DONOR.psnNo } }, 'E13'],
    ['the same certificate', { benef: { ...BENEF, certNo: DONOR.certNo } }, 'E13'],
    ['the same certificate in the other case', { benef: { ...BENEF, certNo: DONOR.certNo.toUpperCase() } }, 'E13'],
    [
      'the same number of another kind of certificate',
      { benef: { ...BENEF, certNo: DONOR.certNo, certType: '02' } },
      '0',
    ],
    ['the same name', { benef: { ...BENEF, name: DONOR.name } }, '0'],
    ['psn_no in another case is another person', { benef: { ...BENEF, psnNo: 'd1' } }, '0'],
    ['the same province, another pooling region', { benef: { ...BENEF, insuAdmdvs: '440300' } }, 'E14'],
    ['the stated donor region does not count', { donor: { ...DONOR, insuAdmdvs: '510100' } }, '0'],
    ['the same person in the same province', { benef: { ...DONOR } }, 'E13'],
  ])('%s', (_case, message, code) => {
    expect(judge(message)).toBe(code);
  });

  test("the registry's region of the donor counts", () => {
    expect(judge({}, { own: { ...donor, insuAdmdvs: '519900' } })).toBe('E14');
  });
});

describe('R5: a signed commitment letter', () => {
  test.each<[string, Partial<Establishment>, string]>([
    ['no number', { commitNo: undefined }, 'E15'],
    ['no signing time', { commitTime: undefined }, 'E15'],
    ['neither', { commitNo: undefined, commitTime: undefined }, 'E15'],
    ['signed now', { commitTime: NOON }, '0'],
    ['signed years ago', { commitTime: Date.parse('2019-01-01T00:00:00.000Z') }, '0'],
    ['signed 5 minutes ahead', { commitTime: NOON + 5 * MINUTE }, '0'],
    ['signed 5 minutes and 1 ms ahead', { commitTime: NOON + 5 * MINUTE + 1 }, 'E15'],
    ['established in the future is not asked', { estabTime: NOON + 60 * MINUTE }, '0'],
  ])('%s', (_case, message, code) => {
    expect(judge(message)).toBe(code);
  });
});

test.each<[string, boolean, string]>([
  ['none', false, '0'],
  ['one', true, 'E16'],
])('R6: live relationships of the pair: %s', (_case, pairIsLive, code) => {
  expect(judge({}, { pairIsLive })).toBe(code);
});

test.each(['1', '2', '3'] as const)('R7: channel %s is recorded', (channel) => {
  const context = { now: NOON, contentHash: HASH, pairIsLive: false };
  const decision = establishForDonor(donor, establishment({ channel }), capped({}), context);
  expect(decision).toMatchObject({
    refused: false,
    relationships: [{ after: { channel, state: 'EFFECTIVE', role: 'donor' } }],
  });
});

describe('R9, R13: what an accepted M101 changes', () => {
  test('freezes all its limits at once and counts the relationship', () => {
    const message = establishment({ limits: settings(['100.00', '0.01']) });
    const context = { now: NOON, contentHash: HASH, pairIsLive: false };
    expect(establishForDonor(registered(DONOR, '1000.00', '10.00'), message, capped({}), context)).toMatchObject({
      person: { account: { balance: 100000n, frozen: 11001n, moved: true }, liveGiven: 1 },
      money: { amount: 10001n, balance: 100000n, frozen: 11001n },
      relationships: [{ after: { relationshipId: 'R1', contentHash: HASH, commitNo: 'CN-1', estabTime: NOON } }],
      limits: [
        { limitId: 'L1', amount: 10000n, used: 0n, returned: 0n, state: 'EFFECTIVE' },
        { limitId: 'L2', amount: 1n, used: 0n, returned: 0n, state: 'EFFECTIVE' },
      ],
    });
  });

  test('one limit refused: none is set', () => {
    expect(judge({ limits: settings(['100.00', '900.01']) })).toBe('E25');
    expect(judge({ limits: settings(['900.01', '100.00']) })).toBe('E25');
    expect(judge({ limits: settings(['900.00', '100.00']) })).toBe('0');
  });

  test('R10: a received limit backs nothing; without an account of her own the donor has nothing to freeze', () => {
    expect(judge({ limits: [terms('0.01')] }, { own: registered(DONOR) })).toBe('E25');
    expect(judge({ limits: [terms('0.01')] }, { own: registered(DONOR, '0.00') })).toBe('E25');
  });
});

/** Each fault alone; a pair of them must give the lower code. */
const FAULTS: [string, Partial<Establishment>, Partial<Caps>, { pairIsLive?: boolean; own?: InsuredPerson }][] = [
  ['E10', {}, {}, { own: enrolled() }],
  ['E12', { relType: '77' }, {}, {}],
  ['E13', { donor: { ...DONOR, psnNo: BENEF.psnNo } }, {}, {}],
  ['E14', { benef: { ...BENEF, insuAdmdvs: '440300' } }, {}, {}],
  ['E15', { commitNo: undefined }, {}, {}],
  ['E16', {}, {}, { pairIsLive: true }],
  ['E20', {}, { amountMin: terms('100.01').amount }, {}],
  ['E21', {}, { amountMax: terms('99.99').amount }, {}],
  ['E22', {}, { settingsPerDay: 0 }, {}],
  ['E23', {}, { amountPerYear: terms('99.99').amount }, {}],
  ['E24', {}, { beneficiariesMax: 0 }, {}],
  ['E25', {}, {}, { own: registered(DONOR, '99.99') }],
];
const pairsOfFaults = FAULTS.flatMap((lower, index) =>
  FAULTS.slice(index + 1).map((higher) => [lower, higher] as const),
)
  // One registry row cannot be both without enrolment and poor here.
  .filter(([lower, higher]) => !(lower[3].own && higher[3].own));

test.each(FAULTS)('%s alone', (code, message, caps, files) => {
  expect(judge(message, { caps, ...files })).toBe(code);
});

test.each(pairsOfFaults.map(([lower, higher]) => ({ lower, higher, code: lower[0], beside: higher[0] })))(
  '§3: of $code and $beside the lower is answered',
  ({ lower, higher, code }) => {
    const message = { ...lower[1], ...higher[1] };
    const files = { ...lower[3], ...higher[3] };
    expect(judge(message, { caps: { ...lower[2], ...higher[2] }, ...files })).toBe(code);
  },
);
