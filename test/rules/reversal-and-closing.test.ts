import { contentHashOf, fen, type PlatformOrder, type StatedLine } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { line, reversalOf } from '../support/applied-lines';
import { MemoryProvince } from '../support/memory-province';
import {
  BENEF,
  DONOR,
  HASH,
  NOON,
  recorded,
  recordedLimit,
  registered,
  UNCAPPED,
  UPLOADS,
} from '../support/pure-people';
import { settlement } from '../support/pure-wallet';

const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const USED = 6000n;
const FIGURES = { limitId: 'L1', amount: fen(10_000n), used: fen(USED) };
let serial = 0;

function order(given: PlatformOrder): Command {
  const msgid = `M${++serial}`;
  const origin = { origin: 'down/0/0', topic: 'down', record: null };
  return { kind: 'order', msgid, infno: given.infno, contentHash: contentHashOf(msgid), origin, order: given };
}

const asked = (): Command =>
  order({
    infno: 'M301',
    body: { relationshipId: 'R1', initiator: 'donor', reason: '终止', limits: [{ ...FIGURES, usedCount: 1 }] },
  });
const closing = (): Command =>
  order({
    infno: 'M302',
    body: { relationshipId: 'R1', termTime: NOON, limits: [{ ...FIGURES, returned: fen(10_000n - USED) }] },
  });

type Race = [string, (reversal: Command, m302: Command) => Command[][]];

const RACES: Race[] = [
  ['the reversal first', (reversal, m302) => [[reversal], [m302]]],
  ['M302 first', (reversal, m302) => [[m302], [reversal]]],
  ['both in one batch, the reversal first', (reversal, m302) => [[reversal, m302]]],
  ['both in one batch, M302 first', (reversal, m302) => [[m302, reversal]]],
];

const CLOSED = { state: 'CLOSED', used: 0n, usedCount: 2, returned: 10_000n };

/** Runs batches; every platform message is answered 0. */
function run(province: MemoryProvince, ...batches: Command[][]): void {
  for (const batch of batches)
    for (const { answer } of province.run(batch, context).files.notes.answers) expect(answer.infcode).toBe('0');
}

test.each(RACES)('R21, R29: the beneficiary region, a reversal beside M302: %s', (_order, inOrder) => {
  const province = new MemoryProvince();
  province.persons.set(BENEF.psnNo, registered(BENEF));
  province.relationships.set('R1', recorded('benef', 'EFFECTIVE'));
  province.limits.set('L1', recordedLimit('100.00'));
  const request = settlement('3', USED, { psnNo: BENEF.psnNo });
  run(province, [{ kind: 'pay', request, contentHash: HASH, useId: 'U1', msgid: 'u1' }], [asked()]);
  expect(province.limits.get('L1')).toMatchObject({ used: USED, usedCount: 1 });
  const ids = { settlementId: request.settlementId, useId: 'V1', msgid: 'v1' };
  run(province, ...inOrder({ kind: 'reverse', psnNo: BENEF.psnNo, ...ids }, closing()));
  expect(province.limits.get('L1')).toMatchObject(CLOSED);
  expect(province.relationships.get('R1')?.state).toBe('TERMINATED');
});

test.each(RACES)('R21, R29: the donor region, the line of a reversal beside M302: %s', (_order, inOrder) => {
  const province = new MemoryProvince();
  province.persons.set(DONOR.psnNo, { ...registered(DONOR, '100.00', '100.00'), liveGiven: 1 });
  province.relationships.set('R1', recorded('donor', 'EFFECTIVE'));
  province.limits.set('L1', recordedLimit('100.00'));
  const usage = line('U1', Number(USED));
  const apply = (...lines: StatedLine[]): Command => ({ kind: 'apply-lines', psnNo: DONOR.psnNo, lines });
  run(province, [apply(usage)], [asked()], ...inOrder(apply(reversalOf(usage, 'V1')), closing()));
  expect(province.limits.get('L1')).toMatchObject(CLOSED);
  expect(province.persons.get(DONOR.psnNo)?.account).toMatchObject({ balance: 10_000n, frozen: 0n });
});
