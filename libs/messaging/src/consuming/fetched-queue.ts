import type { FetchedPartition } from './fetch-api';
import type { OwnPartition } from './own-partition';

/** Bytes as fetched that may wait to be handed over before no more is fetched. */
const BYTES_WAITING = 8 * 1024 * 1024;

/**
 * What was fetched and is still to be handed over, one after the other as it came: whoever has nothing in it is fetched
 * meanwhile. An answer comes in pieces, a turn of the loop each, and lanes would run short waiting for it.
 */
export class FetchedQueue {
  private readonly held = new Set<OwnPartition>();
  private bytes = 0;
  private work: Promise<void> = Promise.resolve();
  private change = Promise.withResolvers<void>();

  /** `handOver` resolves once it is in hand, and never rejects. */
  constructor(private readonly handOver: (own: OwnPartition, fetched: FetchedPartition) => Promise<void>) {}

  /** Whether something of a partition is in it: what follows is not known before that is handed over. */
  holds(own: OwnPartition): boolean {
    return this.held.has(own);
  }

  get isEmpty(): boolean {
    return this.held.size === 0;
  }

  get isFull(): boolean {
    return this.bytes >= BYTES_WAITING;
  }

  /** Adds what was fetched of a partition that it does not hold. */
  add(own: OwnPartition, fetched: FetchedPartition): void {
    const { length } = fetched.records;
    this.held.add(own);
    this.bytes += length;
    this.work = this.work
      .then(() => this.handOver(own, fetched))
      .then(() => {
        this.held.delete(own);
        this.bytes -= length;
        this.change.resolve();
        this.change = Promise.withResolvers();
      });
  }

  /** Resolves once it holds one less. */
  async oneLess(): Promise<void> {
    await this.change.promise;
  }

  /** Resolves once everything of it is handed over. */
  async empty(): Promise<void> {
    await this.work;
  }
}
