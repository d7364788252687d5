import { setTimeout as delay } from 'node:timers/promises';

/** Between two questions, ms; */
const EVERY = 5000;
/** and the source rests so many times as long as it took: one that is slow is not kept busy by being asked. */
const RESTS = 10;
/** A question without an answer for so long, ms, makes them stale. */
const LATE_AFTER = 1500;

/**
 * The figures of one source, asked for again and again by one asker: whoever reads them, however many there are, costs
 * the source nothing and waits for nothing. While they cannot be had they keep their last value and are told to be stale.
 */
export class Figures {
  private freshAt: number;
  private askedAt: number | undefined;
  private isRefused = false;

  constructor(
    private readonly fetch: () => Promise<void>,
    /** ms UTC */
    private readonly now: () => number = () => Date.now(),
  ) {
    this.freshAt = this.now();
  }

  /** Asks until the stop. */
  async keepFresh(stopping: AbortSignal, every = EVERY): Promise<void> {
    while (!stopping.aborted) {
      const began = performance.now();
      await this.ask();
      const rest = Math.max(every, RESTS * (performance.now() - began));
      await delay(rest, undefined, { signal: stopping, ref: false }).catch(() => undefined);
    }
  }

  /** When what is shown was asked for, s UTC; before the first time: the start. */
  get freshSince(): number {
    return this.freshAt / 1000;
  }

  /** The same while they cannot be had now; else 0. */
  get staleSince(): number {
    const isLate = this.askedAt !== undefined && this.now() - this.askedAt > LATE_AFTER;
    return this.isRefused || isLate ? this.freshSince : 0;
  }

  private async ask(): Promise<void> {
    const askedAt = (this.askedAt = this.now());
    try {
      await this.fetch();
      this.freshAt = askedAt;
      this.isRefused = false;
    } catch {
      this.isRefused = true;
    } finally {
      this.askedAt = undefined;
    }
  }
}
