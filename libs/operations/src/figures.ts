import { setTimeout as delay } from 'node:timers/promises';

/**
 * The figures of one source, fetched when they are wanted: one fetch at a time, however many want them, and nobody
 * waits for it longer than said. While they cannot be had they keep their last value and are told to be stale.
 */
export class Figures {
  private fetching: Promise<void> | undefined;
  private freshAt: number;
  private stale = 0;

  constructor(
    private readonly fetch: () => Promise<void>,
    /** ms UTC */
    private readonly now: () => number = () => Date.now(),
  ) {
    this.freshAt = this.now();
  }

  /** Resolves once they are fresh, or `within` ms are over; never rejects. */
  async refresh(within: number): Promise<void> {
    const over = new AbortController();
    this.fetching ??= this.fetchOnce();
    const late = delay(within, 'late' as const, { signal: over.signal }).catch(() => undefined);
    if ((await Promise.race([this.fetching, late])) === 'late') this.noteStale();
    over.abort();
  }

  /** When they were last fresh, s UTC, while they cannot be had (before the first time: since the start); else 0. */
  get staleSince(): number {
    return this.stale / 1000;
  }

  private async fetchOnce(): Promise<void> {
    try {
      await this.fetch();
      this.freshAt = this.now();
      this.stale = 0;
    } catch {
      this.noteStale();
    } finally {
      this.fetching = undefined;
    }
  }

  private noteStale(): void {
    if (this.stale === 0) this.stale = this.freshAt;
  }
}
