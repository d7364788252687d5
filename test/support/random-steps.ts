import {
  ALL_KINSHIP,
  fen,
  type Caps,
  type Establishment,
  type InsuredPerson,
  type LimitTerms,
  type Policy,
  type Scene,
  type StatedPerson,
} from '@libs/mutual-aid';
import fc from 'fast-check';
import { NOON, registered } from './pure-people';

const yuan = (amount: number) => fen(BigInt(amount) * 100n);

/** Small caps, so that a short sequence meets every edge. */
const CAPS: Caps = {
  settingsPerDay: 2,
  settingsPerMonth: 3,
  settingsPerYear: 4,
  amountMin: yuan(2),
  amountMax: yuan(50),
  amountPerMonth: yuan(40),
  amountPerYear: yuan(90),
  outstandingMax: yuan(70),
  beneficiariesMax: 2,
};

/** One policy from June on; people of 440300 may set more at once and at most one a day. */
export function policyAt(time: number, region: string): Policy {
  const paymentOrder = { 1: ['account', 'wallet'], 2: ['wallet', 'account'], 3: ['wallet'], 4: ['wallet'] } as const;
  if (time < Date.parse('2026-06-01T00:00:00.000+08:00')) return { kinship: ALL_KINSHIP, caps: {}, paymentOrder };
  const caps = region === '440300' ? { ...CAPS, amountMax: yuan(60), settingsPerDay: 1 } : CAPS;
  return { kinship: new Set(['01', '02']), caps, paymentOrder };
}

function person(psnNo: string, insuType: string, insuAdmdvs: string): StatedPerson {
  return { psnNo, name: psnNo, certType: '01', certNo: `c${psnNo}`, insuType, insuAdmdvs };
}

/** This province's people: two donors with money, one without an account, a resident. */
export const OWN = [
  person('P1', '310', '440100'),
  person('P2', '310', '440300'),
  person('P3', '310', '440100'),
  person('P4', '390', '440200'),
];
const FOREIGN = [person('F1', '310', '510100'), person('F2', '390', '510100'), person('F3', '310', '520100')];

/** Their registry rows at the start. */
export function registry(): InsuredPerson[] {
  return OWN.map((stated, index) => registered(stated, ['300.00', '100.00', undefined, undefined][index]));
}

/** The edges of days, months and years in UTC+8, and a day before the policy. */
const SET_TIMES = [
  '2026-06-10T15:59:59.999Z',
  '2026-06-10T16:00:00.000Z',
  '2026-06-30T15:59:59.999Z',
  '2026-06-30T16:00:00.000Z',
  '2026-12-31T15:59:59.999Z',
  '2026-12-31T16:00:00.000Z',
  '2026-05-31T15:59:59.999Z',
  '2026-05-31T16:00:00.000Z',
].map((time) => Date.parse(time));

const relationshipId = fc.nat(7).map((n) => `R${n}`);
const limitId = fc.nat(40).map((n) => `L${n}`);
const setTime = fc.constantFrom(...SET_TIMES);
const amount = fc.constantFrom(
  ...[1000, 2000, 200, 199, 5000, 5001, 6001, 3001, 1, 10000].map((each) => fen(BigInt(each))),
);
const limit: fc.Arbitrary<LimitTerms> = fc.record({ limitId, amount, setTime });
const often = <T>(usual: T, ...seldom: T[]) => fc.constantFrom(...Array.from({ length: 14 }, () => usual), ...seldom);

const establishment: fc.Arbitrary<Establishment> = fc.record({
  relationshipId,
  donor: fc.constantFrom(...OWN.slice(0, 3), OWN[0] as StatedPerson),
  benef: fc.constantFrom(...FOREIGN, ...FOREIGN, ...FOREIGN, OWN[0] as StatedPerson, OWN[1] as StatedPerson),
  relType: often('02', '03', '10'),
  commitNo: often<string | undefined>('CN', undefined),
  commitTime: often<number | undefined>(NOON, NOON + 7_200_000),
  channel: fc.constantFrom('1', '2', '3'),
  estabTime: setTime,
  limits: fc.uniqueArray(limit, { minLength: 1, maxLength: 3, selector: (each) => each.limitId }),
});

/** The same towards this province: foreign donors, own beneficiaries. */
const received = fc
  .tuple(establishment, fc.constantFrom(...FOREIGN), fc.constantFrom(...OWN, OWN[3] as StatedPerson))
  .map(([body, donor, benef]) => ({ ...body, donor, benef }));

const order = fc.oneof(
  { weight: 6, arbitrary: establishment.map((body) => ({ infno: 'M101' as const, body })) },
  { weight: 3, arbitrary: received.map((body) => ({ infno: 'M102' as const, body })) },
  {
    weight: 2,
    arbitrary: relationshipId.map((id) => ({ infno: 'M103' as const, body: { relationshipId: id, reason: 'x' } })),
  },
  { weight: 5, arbitrary: fc.record({ relationshipId, limit }).map((body) => ({ infno: 'M201' as const, body })) },
  { weight: 2, arbitrary: fc.record({ relationshipId, limit }).map((body) => ({ infno: 'M202' as const, body })) },
  {
    weight: 4,
    arbitrary: fc
      .record({ relationshipId, limitId, reason: fc.constant('x') })
      .map((body) => ({ infno: 'M203' as const, body })),
  },
  {
    weight: 1,
    arbitrary: relationshipId.map((id) => ({
      infno: 'M301' as const,
      body: { relationshipId: id, initiator: 'donor' as const, reason: 'x', limits: [] },
    })),
  },
  {
    weight: 1,
    arbitrary: relationshipId.map((id) => ({
      infno: 'M302' as const,
      body: { relationshipId: id, termTime: NOON, limits: [] },
    })),
  },
  {
    weight: 1,
    arbitrary: relationshipId.map((id) => ({ infno: 'M303' as const, body: { relationshipId: id, reason: 'x' } })),
  },
);

/** How the figures of an M301 or M302 differ from this province's own. */
const DIFFERENCES = ['none', 'none', 'none', 'none', 'used', 'count', 'missing', 'unknown', 'turned'] as const;

/** One step within a batch. Numbers name things made before, counted from the latest. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('order' as const), order }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('repeat' as const), back: fc.nat(30), sameMsgid: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('other content' as const), back: fc.nat(30), order }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('revoke known' as const), back: fc.nat(10) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      id: fc.nat(20),
      person: fc.nat(4),
      amount,
      direction: fc.constantFrom<'IN' | 'OUT'>('IN', 'OUT'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set more' as const),
      back: fc.nat(3),
      setTime,
      amount: fc.constantFrom(fen(200n), fen(300n), fen(1500n)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('reconcile' as const),
      back: fc.nat(6),
      differs: fc.constantFrom(...DIFFERENCES),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('close' as const),
      back: fc.nat(6),
      by: fc.constantFrom<'matched' | 'present'>('matched', 'present'),
      differs: fc.constantFrom(...DIFFERENCES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), back: fc.nat(6) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      person: fc.constantFrom(0, 1, 2, 3, 3, 4),
      id: fc.nat(60),
      amount,
      scene: fc.constantFrom<Scene>('1', '2', '3', '4'),
      useTime: often(NOON, NOON + 3_600_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pay again' as const), back: fc.nat(8) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reverse' as const), back: fc.nat(10) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('platform answers' as const),
      back: fc.nat(6),
      code: fc.constantFrom<'0' | 'E99' | 'E20'>('0', '0', 'E99', 'E20'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move again' as const), back: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ask for the end' as const),
      back: fc.nat(6),
      initiator: fc.constantFrom<'donor' | 'benef'>('donor', 'benef'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('establish here' as const),
      stated: establishment,
      amounts: fc.array(fc.constantFrom(fen(300n), fen(1000n), fen(200n), fen(199n)), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('set here' as const),
      back: fc.nat(3),
      amount: fc.constantFrom(fen(200n), fen(300n), fen(1500n)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('ask here again' as const), back: fc.nat(4), other: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('end insurance' as const),
      person: fc.nat(4),
      change: fc.constantFrom<'END' | 'TRANSFER'>('END', 'TRANSFER'),
      minute: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('enrol' as const), person: fc.nat(3), active: fc.boolean() }) },
);

/** A limit revoked before it is set, and another behind them: what the first frees counts for the second. */
const early = fc
  .record({ relationshipId, id: fc.nat(20), setTime, amount: fc.constantFrom(fen(1500n), fen(200n)) })
  .map(({ relationshipId, id, ...terms }): Step[] => {
    const [revoked, kept] = [`E${id}`, `F${id}`];
    const revocation = { infno: 'M203' as const, body: { relationshipId, limitId: revoked, reason: 'x' as const } };
    const setting = (limitId: string) => ({
      infno: 'M201' as const,
      body: { relationshipId, limit: { limitId, ...terms } },
    });
    return [revocation, setting(revoked), setting(kept)].map((order) => ({ kind: 'order', order }));
  });

/** Between batches time passes, and now and then a limit is spent or a termination begins. */
const batch = fc.record({
  minutes: fc.constantFrom(0, 1, 4, 16),
  spend: fc.option(fc.record({ back: fc.nat(10), amount: fc.constantFrom(1n, 100n) }), { freq: 4 }),
  terminate: fc.option(fc.nat(6), { freq: 6 }),
  downloaded: fc.boolean(),
  steps: fc
    .array(fc.oneof({ weight: 24, arbitrary: fc.tuple(step) }, { weight: 1, arbitrary: early }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((each) => each.flat()),
});

export type Difference = (typeof DIFFERENCES)[number];
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
export type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;

/** Random sequences of batches of random sizes. */
export const sequences: fc.Arbitrary<Batch[]> = fc.array(batch, { minLength: 1, maxLength: 14, size: 'max' });
