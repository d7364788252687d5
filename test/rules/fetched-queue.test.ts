import { Reader } from '@platformatic/kafka';
import fc from 'fast-check';
import type { FetchedPartition } from '../../libs/messaging/src/consuming/fetch-api';
import { FetchedQueue } from '../../libs/messaging/src/consuming/fetched-queue';
import { OwnPartition } from '../../libs/messaging/src/consuming/own-partition';

function fetched(bytes: number): FetchedPartition {
  const { buffer: records } = Reader.from(Buffer.alloc(bytes));
  return { topicId: 'id', partition: 0, errorCode: 0, lastStableOffset: 0n, aborted: [], records };
}

test('what was fetched is handed over one after the other in the order in which it came, and held until then', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }), async (turns) => {
      const partitions = turns.map((_, index) => new OwnPartition('t', index));
      const begun: number[] = [];
      let underWay = 0;
      const queue = new FetchedQueue(async (own) => {
        begun.push(own.partition);
        expect(++underWay).toBe(1);
        for (let turn = 0; turn < (turns[own.partition] ?? 0); turn++) await Promise.resolve();
        expect(queue.holds(own)).toBe(true);
        underWay--;
      });
      for (const own of partitions) queue.add(own, fetched(1));
      while (!queue.isEmpty) await queue.oneLess();
      expect(begun).toEqual(turns.map((_, index) => index));
      expect(partitions.some((own) => queue.holds(own))).toBe(false);
    }),
  );
});

test('it is full at eight megabytes, and not any more once they are handed over', async () => {
  const gate = Promise.withResolvers<void>();
  const queue = new FetchedQueue(() => gate.promise);
  const half = 4 * 1024 * 1024;
  queue.add(new OwnPartition('t', 0), fetched(half));
  expect(queue.isFull).toBe(false);
  queue.add(new OwnPartition('t', 1), fetched(half));
  expect(queue.isFull).toBe(true);
  gate.resolve();
  await queue.empty();
  expect([queue.isFull, queue.isEmpty]).toEqual([false, true]);
});
