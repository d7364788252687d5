import fc from 'fast-check';
import { AbortedTransactions } from '../../libs/messaging/src/consuming/aborted-transactions';
import { OwnPartition } from '../../libs/messaging/src/consuming/own-partition';
import { Room } from '../../libs/messaging/src/consuming/room';
import type { RecordBatch } from '../../libs/messaging/src/record-batch/record-batch';

test('whatever is finished first, what is done never passes what is still in hand, and ends at the end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(1n, 9n), { minLength: 1, maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
      (sizes, chances) => {
        const own = new OwnPartition('t', 0);
        own.startAt(5n, -1n);
        let next = 5n;
        const open = sizes.map((size) => {
          const first = next;
          return { first, stretch: own.take((next += size)) };
        });
        while (open.length > 0) {
          const at = (chances.next().value as number) % open.length;
          const [finished] = open.splice(at, 1);
          if (finished !== undefined) own.finish(finished.stretch);
          expect(own.done).toBe(open[0] === undefined ? next : open[0].first === 5n ? -1n : open[0].first);
        }
      },
    ),
  );
});

test('a share given out anew goes on where the group has committed no further than is done here', () => {
  const own = new OwnPartition('t', 0);
  own.startAt(10n, 10n);
  own.finish(own.take(20n));
  own.take(30n);
  expect([9n, 10n, 20n, 21n, 30n].map((committed) => own.canGoOnFrom(committed))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('ten thousand wait for room and all are woken, again and again', async () => {
  const room = new Room(1, 1_000_000);
  for (let round = 0; round < 5; round++) {
    room.take(1, 1);
    const waiting = Promise.all(Array.from({ length: 10_000 }, () => room.wait()));
    room.give(1, 1);
    await waiting;
  }
  room.hold(true);
  let isThrough = false;
  const held = room.wait().then(() => (isThrough = true));
  await Promise.resolve();
  expect(isThrough).toBe(false);
  room.hold(false);
  await held;
});

const batch = (offset: bigint, producerId: bigint, more: Partial<RecordBatch> = {}): RecordBatch => ({
  firstOffset: offset,
  lastOffset: offset,
  leaderEpoch: 0,
  producerId,
  isTransactional: true,
  records: [],
  ...more,
});

test('of two producers in one log, exactly the aborted transactions do not count', () => {
  const aborted = new AbortedTransactions([
    { producerId: 2n, firstOffset: 6n },
    { producerId: 1n, firstOffset: 1n },
  ]);
  const log: [RecordBatch, boolean][] = [
    [batch(0n, 2n), false],
    [batch(1n, 1n), true],
    [batch(2n, -1n, { isTransactional: false }), false],
    [batch(3n, 2n, { control: 'commit' }), false],
    [batch(4n, 1n, { control: 'abort' }), false],
    [batch(5n, 1n), false],
    [batch(6n, 2n), true],
    [batch(7n, 1n, { control: 'commit' }), false],
    [batch(8n, 2n, { unreadable: 'a bomb' }), true],
    [batch(9n, 2n, { control: 'abort' }), false],
    [batch(10n, 2n), false],
  ];
  expect(log.map(([each]) => aborted.includes(each))).toEqual(log.map(([, isAborted]) => isAborted));
});
