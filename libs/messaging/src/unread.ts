import { Cluster, type TopicState } from './consuming/cluster';
import { fetchRecords, type FetchPartition } from './consuming/fetch-api';
import { END, EARLIEST, GroupOffsets, listOffsets, type CommittedOffset } from './consuming/group-offsets';
import type { KafkaAddress } from './kafka-connection';
import { BatchHeader } from './record-batch/batch-header';

/** What of a partition can still be read and is not consumed yet. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  /** When the oldest of them was sent, ms UTC; undefined where none waits, or its broker does not say. */
  readonly oldestAt?: number | undefined;
}

const ANSWERED_WITHIN = 2000;

/** Asks Kafka how far a consumer group is behind, over connections of its own. */
export class Unread {
  private readonly cluster: Cluster;
  private readonly offsets: GroupOffsets;

  constructor(
    address: KafkaAddress,
    groupId: string,
    private readonly topics: readonly string[],
  ) {
    this.cluster = new Cluster(address, ANSWERED_WITHIN);
    this.offsets = new GroupOffsets(this.cluster, groupId);
  }

  /** Rejects where no broker answers. */
  async reach(): Promise<void> {
    await this.cluster.topics([]);
  }

  /**
   * Offsets of each partition between what is committed and the last stable offset. What lies before the log's start is
   * gone, and what lies after an open transaction's first record cannot be read yet: neither waits for the group. A
   * topic that does not exist has no partitions.
   */
  async byPartition(): Promise<PartitionLag[]> {
    const topics = await this.cluster.topics(this.topics);
    const places = [...topics].flatMap(([topic, { leaders }]) =>
      leaders.map((leader, partition) => ({ topic, partition, leader })),
    );
    const [committed, starts, ends] = await Promise.all([
      this.offsets.committed(places),
      listOffsets(this.cluster, places, EARLIEST),
      listOffsets(this.cluster, places, END),
    ]);
    return Promise.all(
      places.map(async ({ topic, partition, leader }) => {
        const name = `${topic}/${partition}`;
        const start = starts.get(name) ?? 0n;
        const last = usable(committed.get(name), topics.get(topic)) ?? start;
        const position = last > start ? last : start;
        const records = Math.max(0, Number((ends.get(name) ?? 0n) - position));
        if (records === 0) return { topic, partition, records };
        const oldest = { topicId: topics.get(topic)?.id ?? '', partition, position, maxBytes: 1 };
        return { topic, partition, records, oldestAt: await this.sentAt(leader, oldest).catch(() => undefined) };
      }),
    );
  }

  /** When the batch at a position was begun: the broker gives it whole, however few bytes are asked for. */
  private async sentAt(leader: number, oldest: FetchPartition): Promise<number | undefined> {
    const connection = await this.cluster.waitingConnectionTo(leader);
    const [found] = await fetchRecords.async(connection, 0, 1, [oldest]);
    const header = new BatchHeader(found?.records.buffer ?? Buffer.alloc(0));
    return header.isWhole ? header.firstTimestamp : undefined;
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    await this.cluster.close();
  }
}

/** A committed offset, where it is one and of the topic as it is now. */
function usable(committed: CommittedOffset | undefined, topic: TopicState | undefined): bigint | undefined {
  if (committed === undefined || committed.offset < 0n) return undefined;
  return committed.topicId === undefined || committed.topicId === topic?.id ? committed.offset : undefined;
}
