import { Unread, type KafkaAddress, type PartitionLag } from '@libs/messaging';

const ANSWERED_WITHIN = 1900;

/** Asks Kafka how far the province's group is behind. Whoever asks hears something within two seconds. */
export class Backlog {
  private readonly unread: Unread;
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(address: KafkaAddress, groupId: string, topics: readonly string[]) {
    this.unread = new Unread(address, groupId, topics);
  }

  /** Rejects where Kafka does not answer. */
  reach(): Promise<void> {
    return this.once('reach', () => this.unread.reach());
  }

  /** Records of each partition of the down topics that this province can read and has not consumed yet. */
  byPartition(): Promise<PartitionLag[]> {
    return this.once('byPartition', () => this.unread.byPartition());
  }

  async close(): Promise<void> {
    await this.unread.close().catch(() => undefined);
  }

  /** A question that Kafka leaves unanswered is not asked a second time beside the first. */
  private async once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const known = this.underWay.get(name) as Promise<T> | undefined;
    const asked = known ?? ask().finally(() => this.underWay.delete(name));
    this.underWay.set(name, asked);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('Kafka gives no answer within 2 s')), ANSWERED_WITHIN);
    try {
      return await Promise.race([asked, late.promise]);
    } finally {
      clearTimeout(timer);
      asked.catch(() => undefined);
    }
  }
}
