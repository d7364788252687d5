import { Cluster, type TopicState } from './consuming/cluster';
import { END, EARLIEST, GroupOffsets, listOffsets, type CommittedOffset } from './consuming/group-offsets';
import type { KafkaAddress } from './kafka-connection';

/** What of a partition can still be read and is not consumed yet. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
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
    return places.map(({ topic, partition }) => {
      const name = `${topic}/${partition}`;
      const start = starts.get(name) ?? 0n;
      const from = usable(committed.get(name), topics.get(topic)) ?? start;
      const left = (ends.get(name) ?? 0n) - (from > start ? from : start);
      return { topic, partition, records: left > 0n ? Number(left) : 0 };
    });
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
