import { contentHashOf, fen, type PlatformOrder } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { MemoryProvince } from '../support/memory-province';
import {
  BENEF,
  capped,
  DONOR,
  establishment,
  HASH,
  NOON,
  registered,
  settings,
  terms,
  UNCAPPED,
  UPLOADS,
} from '../support/pure-people';

const base = { now: NOON, waitingTimeout: 900_000, uploads: UPLOADS };
const context = { ...base, policies: UNCAPPED };
const revocation = { relationshipId: 'R1', reason: '撤销' };

function order(each: PlatformOrder, msgid: string): Command {
  const origin = { origin: `down/0/${msgid}`, topic: 'down', record: null };
  return { kind: 'order', msgid, infno: each.infno, contentHash: HASH, order: each, origin };
}

/** The trail's lines of these commands, a batch each: cause, limits and fen. */
function linesOf(province: MemoryProvince, commands: readonly Command[], policies = UNCAPPED): unknown[] {
  const batches = commands.map((each) => province.run([each], { ...base, policies }).files.notes.trail);
  return batches.flat().map(({ cause, limitIds, money }) => [cause, limitIds, money?.amount]);
}

test('R32: whatever sets or takes back a limit says which, and there is no line of 0.00', () => {
  const province = new MemoryProvince();
  province.persons.set('D1', registered(DONOR, '1000.00'));
  const limit = terms('30.00', NOON, 'L3');
  const lines = linesOf(province, [
    order({ infno: 'M101', body: establishment({ limits: settings(['100.00', '50.00']) }) }, 'A'),
    order({ infno: 'M201', body: { relationshipId: 'R1', limit } }, 'B'),
    ...['L1', 'L2', 'L3'].map((limitId) => order({ infno: 'M203', body: { ...revocation, limitId } }, limitId)),
    order({ infno: 'M103', body: revocation }, 'C'),
  ]);
  expect(lines).toEqual([
    ['M101', ['L1', 'L2'], 15_000n],
    ['M201', ['L3'], 3000n],
    ['M203', ['L1'], 10_000n],
    ['M203', ['L2'], 5000n],
    ['M203', ['L3'], 3000n],
    // Everything was taken back before: only the state changes.
    ['M103', [], undefined],
  ]);
  expect(province.persons.get('D1')?.account).toMatchObject({ balance: 100_000n, frozen: 0n });
});

test('R32: M103 says which limits it took back', () => {
  const province = new MemoryProvince();
  province.persons.set('D1', registered(DONOR, '1000.00'));
  const lines = linesOf(province, [
    order({ infno: 'M101', body: establishment({ limits: settings(['100.00', '50.00']) }) }, 'A'),
    order({ infno: 'M203', body: { ...revocation, limitId: 'L1' } }, 'B'),
    order({ infno: 'M103', body: revocation }, 'C'),
  ]);
  expect(lines.at(-1)).toEqual(['M103', ['L2'], 5000n]);
});

test('R32: a usage and its reversal say which limits they spent and restored', () => {
  const province = new MemoryProvince();
  province.persons.set('B1', registered(BENEF, '20.00'));
  const paymentOrder = { 1: ['wallet', 'account'], 2: ['account'], 3: ['wallet'], 4: ['wallet'] } as const;
  const policies = () => Object.assign(capped({})(NOON, '510100'), { paymentOrder });
  const request = {
    settlementId: 'S1',
    psnNo: 'B1',
    scene: '1',
    institution: 'H1',
    useTime: NOON,
    payAmount: fen(11_000n),
  } as const;
  const body = establishment({ limits: settings(['60.00', '40.00']) });
  const lines = linesOf(
    province,
    [
      order({ infno: 'M102', body }, 'A'),
      { kind: 'pay', request, contentHash: contentHashOf('02'.repeat(32)), useId: 'U1', msgid: 'T1' },
      { kind: 'reverse', settlementId: 'S1', psnNo: 'B1', useId: 'U2', msgid: 'T2' },
    ],
    policies,
  );
  expect(lines).toEqual([
    ['M102', ['L1', 'L2'], undefined],
    ['USAGE', ['L1', 'L2'], 1000n],
    ['REVERSAL', ['L1', 'L2'], 1000n],
  ]);
});

describe('a movement id that is known, under other content: A05 before A04, A04 before A11', () => {
  const movement = { movementId: 'V1', psnNo: 'D1', amount: fen(100n), direction: 'IN', reason: '缴存' } as const;
  const other = contentHashOf('03'.repeat(32));
  const out = { ...movement, direction: 'OUT', amount: fen(500n) } as const;
  test.each<[string, Command, string]>([
    ['without a registry row', { kind: 'move', movement: { ...out, psnNo: 'D2' }, contentHash: other }, 'A05'],
    ['out of no account', { kind: 'move', movement: { ...out, psnNo: 'B1' }, contentHash: other }, 'A05'],
    ['beyond what is available', { kind: 'move', movement: out, contentHash: other }, 'A04'],
    ['into an account', { kind: 'move', movement: { ...movement, psnNo: 'B1' }, contentHash: other }, 'A04'],
  ])('%s', (_case, command, code) => {
    const province = new MemoryProvince();
    province.persons.set('D1', registered(DONOR, '1.00'));
    province.persons.set('B1', registered(BENEF));
    province.run([{ kind: 'move', movement, contentHash: HASH }], context);
    const { outcomes } = province.run([command], context);
    expect(outcomes).toMatchObject([{ kind: 'refused', refusal: { code } }]);
  });
});
