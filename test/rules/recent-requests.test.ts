import { promisify } from 'node:util';
import { RecentRequests } from '../../libs/ledger/src/road/recent-requests';

const nextTurn = promisify(setImmediate);

const LANES = 2;
const BATCH = 1000;

/** Waits for a need of more records, and tells whether it has come. */
function waiting(requests: RecentRequests, records: () => number) {
  const found = { isOver: false };
  void requests.wait(LANES, records).then(() => (found.isOver = true));
  return found;
}

test('where nobody asks, batches are full and records are read however many are there', async () => {
  const requests = new RecentRequests();
  expect(requests.recordsMost(BATCH)).toBe(BATCH);
  const found = waiting(requests, () => 10 * BATCH);
  await nextTurn();
  expect(found.isOver).toBe(true);
});

test('after a request batches of records are small, and the next are read once the lanes soon run short of them', async () => {
  const requests = new RecentRequests();
  requests.note();
  expect(requests.recordsMost(BATCH)).toBeLessThanOrEqual(BATCH / 10);
  expect(requests.recordsMost(7)).toBe(7);
  let records = 10 * BATCH;
  const found = waiting(requests, () => records);
  requests.fewer();
  await nextTurn();
  expect(found.isOver).toBe(false);
  records = requests.recordsMost(BATCH);
  requests.fewer();
  await nextTurn();
  expect(found.isOver).toBe(true);
});
