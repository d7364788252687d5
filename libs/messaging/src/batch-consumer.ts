import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { OffsetCommitter } from './offset-committer';

/** One record of a batch, with where it lies. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** What a batch consumer is given. */
export interface BatchConsumerOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Records that may be in hand before the next are taken; so many are fetched while others are being decided. */
  readonly recordsInFlight: number;
  /** Handles a batch; its offsets are committed once it resolves. A rejection leaves them, and the batch comes again. */
  handle(records: readonly ConsumedRecord[]): Promise<void>;
  trouble(message: string, error: unknown): void;
}

/** A crashed replica's partitions go to another after this, ms; the least a broker allows by default. */
const SESSION = 6000;
const HEARTBEAT_EVERY = 1500;
const RESTART_AFTER = 1000;
const PARTITIONS_AT_ONCE = 12;
/** What one fetch takes of a partition: about two hundred messages. More would only lie parsed in memory. */
const BYTES_A_PARTITION = 256 * 1024;
/** As long as joining a group that rebalances takes; a stop waits for it no longer, ms. */
const JOINS_WITHIN = 7000;

/**
 * Consumes in batches and commits offsets only after the batch was handled. While batches are in hand the next are
 * fetched, because the client fetches only once every batch of a round was let go. A consumer that Kafka's client
 * gave up is made anew, for as long as it takes; a partition stands still meanwhile, and nothing is skipped.
 */
export class BatchConsumer {
  private consumer: Consumer | undefined;
  private joining: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private progressAt = Date.now();
  private assigned: Readonly<Record<string, number[]>> | undefined;
  private readonly inHand = new Set<Promise<void>>();
  private recordsInHand = 0;
  private makeRoom: () => void = () => undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: BatchConsumerOptions,
  ) {}

  /** Starts consuming; returns at once. */
  start(): void {
    this.running = this.keepConsuming();
  }

  /** Finishes what is in hand, commits its offsets and leaves the group. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.makeRoom();
    // Kafka's client does not leave a group that it is still joining: the others would wait for it until its session ends.
    const over = new AbortController();
    const longEnough = delay(JOINS_WITHIN, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.joining?.catch(() => undefined), longEnough]);
    over.abort();
    await Promise.allSettled(this.inHand);
    await this.consumer?.disconnect().catch(() => undefined);
    await this.running;
  }

  /** How long nothing has moved, ms; that there is work is for the caller to find out. */
  get standsStillFor(): number {
    return Date.now() - this.progressAt;
  }

  /** Whether this process is to consume a partition; all of them while it is in no group, for then nobody may. */
  isAssigned(topic: string, partition: number): boolean {
    return this.assigned === undefined || (this.assigned[topic]?.includes(partition) ?? false);
  }

  private async keepConsuming(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.consumeUntilCrash();
      } catch (error) {
        this.options.trouble('consuming broke off and is taken up again', error);
      }
      await delay(RESTART_AFTER, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async consumeUntilCrash(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: this.options.groupId,
      sessionTimeout: SESSION,
      rebalanceTimeout: SESSION,
      heartbeatInterval: HEARTBEAT_EVERY,
      maxWaitTimeInMs: 500,
      maxBytesPerPartition: BYTES_A_PARTITION,
      retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    const ended = Promise.withResolvers<void>();
    consumer.on(consumer.events.CRASH, (event) => ended.reject(event.payload.error));
    consumer.on(consumer.events.DISCONNECT, () => ended.resolve());
    // Whoever awaits it later hears of it; until then a rejection must not count as unhandled.
    ended.promise.catch(() => undefined);
    consumer.on(consumer.events.GROUP_JOIN, (event) => (this.assigned = event.payload.memberAssignment));
    const offsets = new OffsetCommitter(consumer);
    const fail = (error: unknown): void => {
      // At the end, what the ledger turns away must not keep the offsets of the rest from being committed.
      if (!this.stopping.signal.aborted) ended.reject(error instanceof Error ? error : new Error(String(error)));
    };
    try {
      this.joining = this.join(consumer, offsets, fail);
      await this.joining;
      await ended.promise;
    } finally {
      this.assigned = undefined;
      await consumer.disconnect().catch(() => undefined);
      // What is still in hand would come again to the next consumer while it is being decided here.
      await Promise.allSettled(this.inHand);
    }
  }

  /** Resolves once the consumer is in its group. */
  private async join(consumer: Consumer, offsets: OffsetCommitter, fail: (error: unknown) => void): Promise<void> {
    await consumer.connect();
    // Without fromBeginning an offset out of range jumps to the latest: silent loss.
    await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.takeBatch(payload, offsets, fail),
    });
  }

  private async takeBatch(payload: EachBatchPayload, offsets: OffsetCommitter, fail: (error: unknown) => void) {
    const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_EVERY);
    try {
      while (this.recordsInHand >= this.options.recordsInFlight && !this.stopping.signal.aborted)
        await this.waitForRoom();
    } finally {
      clearInterval(beating);
    }
    const { topic, partition, messages } = payload.batch;
    const last = messages.at(-1);
    if (last === undefined || payload.isStale() || !payload.isRunning() || this.stopping.signal.aborted) return;
    const handled = this.options
      .handle(messages.map((message) => ({ topic, partition, message })))
      .then(() => void (this.progressAt = Date.now()));
    payload.resolveOffset(last.offset);
    this.keepInHand(offsets.commitAfter(handled, topic, partition, last.offset).catch(fail), messages.length);
  }

  private keepInHand(batch: Promise<void>, records: number): void {
    this.recordsInHand += records;
    const done = batch.finally(() => {
      this.inHand.delete(done);
      this.recordsInHand -= records;
      this.makeRoom();
    });
    this.inHand.add(done);
  }

  private waitForRoom(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = this.makeRoom;
    this.makeRoom = () => {
      others();
      resolve();
    };
    return promise;
  }
}
