import type { Admin, Kafka } from 'kafkajs';

/** What lies in a partition and is not consumed yet. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
}

/** Asks Kafka how far the province's group is behind. */
export class Backlog {
  private connected: Promise<Admin> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly groupId: string,
    private readonly topics: string[],
  ) {}

  /** The connection it asks over, opened at the first need. */
  admin(): Promise<Admin> {
    this.connected ??= this.connect();
    return this.connected;
  }

  /** Records of each partition of the down topics that this province has not consumed yet. */
  async byPartition(): Promise<PartitionLag[]> {
    const admin = await this.admin();
    const committed = await admin.fetchOffsets({ groupId: this.groupId, topics: this.topics });
    const lags = await Promise.all(
      committed.map(async ({ topic, partitions }) => {
        const ends = await admin.fetchTopicOffsets(topic);
        return ends.map(({ partition, high, low }) => {
          const offset = partitions.find((each) => each.partition === partition)?.offset ?? '-1';
          return { topic, partition, records: Number(BigInt(high) - (offset === '-1' ? BigInt(low) : BigInt(offset))) };
        });
      }),
    );
    return lags.flat();
  }

  async close(): Promise<void> {
    await (await this.connected?.catch(() => undefined))?.disconnect().catch(() => undefined);
  }

  private async connect(): Promise<Admin> {
    try {
      const admin = this.kafka.admin();
      await admin.connect();
      return admin;
    } catch (error) {
      this.connected = undefined;
      throw error;
    }
  }
}
