import { contentHashOf, fen, yuanToFen, type PlatformOrder } from '@libs/mutual-aid';
import type { Command, OrderCommand } from '../../libs/ledger/src/commands/command';
import { MemoryProvince } from '../support/memory-province';
import { DONOR, establishment, NOON, registered, settings, terms, UNCAPPED, UPLOADS } from '../support/pure-people';

const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
let serial = 0;

function command(order: PlatformOrder): Command {
  const msgid = `M${++serial}`;
  const origin = { origin: 'down/0/0', topic: 'down', record: null };
  return { kind: 'order', msgid, infno: order.infno, contentHash: contentHashOf(msgid), origin, order };
}

const m101 = () => command({ infno: 'M101', body: establishment({ limits: settings(['10.00', '20.00']) }) });
const m103 = () => command({ infno: 'M103', body: { relationshipId: 'R1', reason: '撤销' } });

/** Two lanes that miss each other: each decides from the same state, and both commit. */
function missEachOther(province: MemoryProvince, ...lanes: Command[]): void {
  const decided = lanes.map((each) => province.decide([each], context, 'unique keys'));
  for (const each of decided) province.write(each);
}

test('whose a relationship is turns out only in the batch: what was read of her before the lock is read again', () => {
  const province = new MemoryProvince('unknown');
  province.persons.set('D1', registered(DONOR, '100.00'));
  province.run([m101()], context);
  const set = command({ infno: 'M201', body: { relationshipId: 'R1', limit: terms('1.00', NOON, 'L3') } });
  const { files } = province.decide([set], context, 'unique keys', () => void province.run([m103()], context));
  expect(files.notes.answers.map(({ answer }) => answer.errCode)).toEqual(['E31']);
});

describe('a revocation that waits beside its relationship is taken up with all its limits', () => {
  test.each<[string, () => Command]>([
    ['by the sweep', () => ({ kind: 'take-up-waiting', relationshipId: 'R1' })],
    [
      'by the next M201, which names one limit alone',
      () => command({ infno: 'M201', body: { relationshipId: 'R1', limit: terms('1.00', NOON, 'L3') } }),
    ],
    [
      'by the next M203',
      () => command({ infno: 'M203', body: { relationshipId: 'R1', limitId: 'L1', reason: '撤销' } }),
    ],
    ['by a repeat of the M101', m101],
    ['by the next M103', m103],
  ])('%s', (_case, next) => {
    const province = new MemoryProvince();
    province.persons.set('D1', registered(DONOR, '100.00'));
    missEachOther(province, m101(), m103());
    expect(province.waiting).toHaveLength(1);
    expect(province.persons.get('D1')?.account?.frozen).toBe(yuanToFen('30.00'));
    province.run([next()], context);
    expect(province.waiting).toEqual([]);
    expect(province.relationships.get('R1')?.state).toBe('REVOKED');
    expect([...province.limits.values()].map(({ state }) => state)).toEqual(['REVOKED', 'REVOKED']);
    expect(province.persons.get('D1')?.account?.frozen).toBe(fen(0n));
  });
});

describe('a msgid that waits beside its relationship and comes again gets one answer, and nothing else is done', () => {
  const waits = () => {
    const province = new MemoryProvince();
    province.persons.set('D1', registered(DONOR, '100.00'));
    const set = command({ infno: 'M201', body: { relationshipId: 'R1', limit: terms('1.00', NOON, 'L3') } });
    missEachOther(province, m101(), set);
    expect(province.waiting).toHaveLength(1);
    return { province, set: set as OrderCommand };
  };
  const answersOf = (province: MemoryProvince, again: Command, now = NOON) =>
    province
      .run([again], { ...context, now })
      .files.notes.answers.map(({ answer }) => answer.errCode ?? answer.infcode);

  test('as it was: the same answer', () => {
    const { province, set } = waits();
    expect(answersOf(province, set)).toEqual(['0', '0']);
  });

  test('with other content: E04, and only the first is carried out', () => {
    const { province, set } = waits();
    const order: PlatformOrder = { infno: 'M201', body: { relationshipId: 'R1', limit: terms('2.00', NOON, 'L4') } };
    expect(answersOf(province, { ...set, order, contentHash: contentHashOf('other') })).toEqual(['0', 'E04']);
    expect([...province.limits.keys()]).toEqual(['L1', 'L2', 'L3']);
  });

  test('after its time was up: E30 again, and it does not wait anew', () => {
    const province = new MemoryProvince();
    province.persons.set('D1', registered(DONOR, '100.00'));
    province.run([m101()], context);
    const revoke = command({ infno: 'M203', body: { relationshipId: 'R1', limitId: 'L9', reason: '撤销' } });
    province.run([revoke], context);
    expect(province.waiting).toHaveLength(1);
    expect(answersOf(province, revoke, NOON + context.waitingTimeout)).toEqual(['E30', 'E30']);
    expect(province.waiting).toEqual([]);
  });
});
