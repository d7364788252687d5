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
