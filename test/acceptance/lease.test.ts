import { LedgerConnection } from '@libs/province-store';
import { Lease } from '../../libs/messaging/src/lease';
import { newId } from '../support/platform';
import { stack } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const open: LedgerConnection[] = [];
afterAll(() => open.forEach((connection) => connection.close()));

/** One process of several that would hold the same lease, in a database where it is nobody's else. */
async function processOf(name: string) {
  const connection = await LedgerConnection.open({
    ...stack.database,
    name: stack.provinces[GD]?.database ?? '',
  });
  open.push(connection);
  const lease = new Lease(name);
  return { lease, take: () => lease.take(connection), giveBack: () => lease.giveBack(connection) };
}

test('one holds it and hears whether others would; who would follow knows when it is free, and has it when given back', async () => {
  const name = newId('lease').slice(0, 20);
  const [first, second, third] = [await processOf(name), await processOf(name), await processOf(name)];
  expect(await first.take()).toBe(true);
  expect([first.lease.isHeld, first.lease.hasFollowers]).toEqual([true, false]);
  expect([await second.take(), await third.take()]).toEqual([false, false]);
  expect(second.lease.isHeld).toBe(false);
  expect(second.lease.freeIn).toBeGreaterThan(0);
  expect(second.lease.freeIn).toBeLessThanOrEqual(6000);
  await until(async () => (await first.take()) && first.lease.hasFollowers);
  await first.giveBack();
  expect(first.lease.isHeld).toBe(false);
  expect([await second.take(), await first.take()]).toEqual([true, false]);
  // The one that follows has gone: in time the holder hears no more of any.
  await until(async () => (await second.take()) && !second.lease.hasFollowers);
  // One that crashed does not renew it: it goes to whoever asks when its time is up.
  await until(() => third.take());
  expect(await second.take()).toBe(false);
});
