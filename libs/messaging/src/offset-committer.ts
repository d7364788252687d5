import { KafkaJSProtocolError, type Consumer } from 'kafkajs';

/** The group moves on: whoever owns the partition now reads the records again, and the inbox knows them. */
const LOST_TO_THE_GROUP = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']);

/** Commits the offsets of batches in the order of each partition, those that are ready together in one request. */
export class OffsetCommitter {
  private readonly tails = new Map<string, Promise<void>>();
  private ready = new Map<string, { topic: string; partition: number; offset: string }>();
  private committing: Promise<void> | undefined;

  constructor(private readonly consumer: Consumer) {}

  /**
   * Resolves once the batch is handled and the offset after its last record committed, and never before those of
   * the batches before it. Rejects where the batch failed, or one before it in its partition.
   */
  commitAfter(handled: Promise<void>, topic: string, partition: number, last: string): Promise<void> {
    const key = `${topic}/${partition}`;
    const before = this.tails.get(key) ?? Promise.resolve();
    const tail = Promise.all([before, handled]).then(() => {
      this.ready.set(key, { topic, partition, offset: (BigInt(last) + 1n).toString() });
      this.committing ??= this.commitReady();
      return this.committing;
    });
    this.tails.set(key, tail);
    return tail;
  }

  private async commitReady(): Promise<void> {
    try {
      // What becomes ready in the same moment goes along.
      await Promise.resolve();
      while (this.ready.size > 0) {
        const offsets = [...this.ready.values()];
        this.ready = new Map();
        await this.consumer.commitOffsets(offsets);
      }
    } catch (error) {
      if (!(error instanceof KafkaJSProtocolError && LOST_TO_THE_GROUP.has(error.type))) throw error;
    } finally {
      this.committing = undefined;
    }
  }
}
