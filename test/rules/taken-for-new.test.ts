import { contentHashOf, fen, type Establishment, type PlatformOrder } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { troubleOf } from '../../libs/ledger/src/road/transient';
import { MemoryProvince } from '../support/memory-province';
import { BENEF, establishment, HASH, NOON, registered, settings, UNCAPPED, UPLOADS } from '../support/pure-people';
import { settlement } from '../support/pure-wallet';

const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const body: Establishment = establishment({ limits: settings(['100.00']) });

function order(msgid: string): Command {
  const m102: PlatformOrder = { infno: 'M102', body };
  const origin = { origin: 'down/0/0', topic: 'down', record: null };
  return { kind: 'order', msgid, infno: 'M102', contentHash: contentHashOf('02'.repeat(32)), origin, order: m102 };
}

/** A beneficiary region whose person has spent 60.00 of the 100.00 that an M102 brought. */
function spentFrom(): { province: MemoryProvince; reverse: Command } {
  const province = new MemoryProvince();
  province.persons.set(BENEF.psnNo, registered(BENEF));
  province.run([order('A')], context);
  const request = settlement('3', 6000n, { psnNo: BENEF.psnNo });
  province.run([{ kind: 'pay', request, contentHash: HASH, useId: 'U1', msgid: 'u1' }], context);
  expect(province.limits.get('L1')?.used).toBe(fen(6000n));
  const { settlementId } = request;
  return { province, reverse: { kind: 'reverse', settlementId, psnNo: BENEF.psnNo, useId: 'V1', msgid: 'v1' } };
}

test.each([
  ['the same M102 delivered again', 'A'],
  ['the relationship under another msgid', 'B'],
])('%s in one batch with a reversal on its limit: no trouble, it is looked up', (_case, msgid) => {
  const { province, reverse } = spentFrom();
  const trouble = () => {
    try {
      return province.decide([order(msgid), reverse], context, 'unique keys');
    } catch (error) {
      return troubleOf(error);
    }
  };
  // The repeat stands there as a new limit, from which nothing was used.
  expect(trouble()).toBe('duplicate');
  const { outcomes, files } = province.run([order(msgid), reverse], context);
  expect(outcomes).toMatchObject([{ kind: 'answered', answer: { infcode: '0' } }, { kind: 'reversed' }]);
  expect(files.notes.paid.map(({ useId }) => useId)).toEqual(['V1']);
  expect(province.limits.get('L1')).toMatchObject({ used: 0n, usedCount: 2, returned: 0n });
});

test('what fails although all was looked up is refused', () => {
  const { province, reverse } = spentFrom();
  const [limit] = province.limits.values();
  if (limit) province.limits.set('L1', { ...limit, used: fen(0n) });
  const fails = (newIds: 'unique keys' | 'look up') => {
    try {
      return province.decide([reverse], context, newIds).outcomes;
    } catch (error) {
      return troubleOf(error);
    }
  };
  expect([fails('unique keys'), fails('look up')]).toEqual(['duplicate', 'refused']);
});
