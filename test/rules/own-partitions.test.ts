import type { Cluster } from '../../libs/messaging/src/consuming/cluster';
import type { GroupOffsets } from '../../libs/messaging/src/consuming/group-offsets';
import { OwnPartitions } from '../../libs/messaging/src/consuming/own-partitions';

test('a topic made anew is told once, however many of its partitions are ours', () => {
  const told: string[] = [];
  const partitions = new OwnPartitions({} as Cluster, {} as GroupOffsets, {
    located: () => undefined,
    madeAnew: (topic) => void told.push(topic),
  });
  partitions.assign([{ topic: 't', partitions: [0, 1, 2] }]);
  partitions.update(new Map([['t', { id: 'one', leaders: [1, 1, 1] }]]));
  expect(told).toEqual([]);
  partitions.update(new Map([['t', { id: 'another', leaders: [1, 1, 1] }]]));
  expect(told).toEqual(['t']);
});

test('whoever waits at a broker is told when another leads, once, and not after it has given up waiting', () => {
  const partitions = new OwnPartitions({} as Cluster, {} as GroupOffsets, {
    located: () => undefined,
    madeAnew: () => undefined,
  });
  let told = 0;
  const tell = (): void => void told++;
  partitions.assign([{ topic: 't', partitions: [0, 1] }]);
  partitions.update(new Map([['t', { id: 'one', leaders: [1, 2] }]]));
  const all = partitions.ledBy(1);
  for (const own of [...all, ...partitions.ledBy(2)]) own.startAt(0n, -1n);
  expect([partitions.areAll(all, 1), partitions.areAll([], 1)]).toEqual([true, false]);
  partitions.onceChanged(tell);
  partitions.update(new Map([['t', { id: 'one', leaders: [1, 2] }]]));
  expect(told).toBe(0);
  partitions.update(new Map([['t', { id: 'one', leaders: [1, 1] }]]));
  partitions.update(new Map([['t', { id: 'one', leaders: [2, 1] }]]));
  expect(told).toBe(1);
  partitions.onceChanged(tell)();
  partitions.update(new Map([['t', { id: 'one', leaders: [1, 1] }]]));
  expect(told).toBe(1);
});
