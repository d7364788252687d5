import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { BatchConsumer } from './batch-consumer';
import type { ConsumedRecord } from './consuming/consumed-record';

/** The pattern under which a controller's handler receives batches of platform records. */
export const DOWN_RECORDS = 'mulaid.down';

/** Makes the consumer, given what handles its batches. */
export type ConsumerFactory = (handle: (records: readonly ConsumedRecord[]) => Promise<void>) => BatchConsumer;

/**
 * Nest's transport strategy for batches: a controller handles them with `@EventPattern(DOWN_RECORDS)`. Nest's own
 * Kafka transport knows no batches and consumes a message whose handler failed (architecture.md, Known traps).
 */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  private consumer: BatchConsumer | undefined;

  constructor(private readonly makeConsumer: ConsumerFactory) {
    super();
  }

  /** Starts consuming; Nest calls it when all microservices are started. */
  listen(callback: (error?: unknown) => void): void {
    const handler = this.messageHandlers.get(DOWN_RECORDS);
    if (handler === undefined) {
      callback(new Error(`no controller handles ${DOWN_RECORDS}`));
      return;
    }
    this.consumer = this.makeConsumer(async (records) => {
      // Nest turns a handler's exception into an observable that fails: unheard, the offsets would be committed.
      const result: unknown = await handler(records);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    });
    this.consumer.start();
    callback();
  }

  /** Finishes the batch under way, commits its offsets and leaves the group. */
  async close(): Promise<void> {
    await this.consumer?.stop();
  }

  /** The longest that a partition of this process stands still, ms. */
  get standsStillFor(): number {
    return this.consumer?.standsStillFor ?? 0;
  }

  /** How long one partition stands still, ms; 0 where it is another process's. */
  standsStill(topic: string, partition: number): number {
    return this.consumer?.standsStill(topic, partition) ?? 0;
  }

  /** Topics that are to be consumed and do not exist. */
  get missing(): readonly string[] {
    return this.consumer?.missing ?? [];
  }

  /** Whether this process is to consume a partition. */
  isAssigned(topic: string, partition: number): boolean {
    return this.consumer?.isAssigned(topic, partition) ?? false;
  }

  /** Part of Nest's contract; this strategy has no events of its own. */
  on(): never {
    throw new Error('the batch server has no events');
  }

  /** Part of Nest's contract: the consumer behind it. */
  unwrap<T>(): T {
    return this.consumer as T;
  }
}
