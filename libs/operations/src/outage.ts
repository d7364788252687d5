import type { Log } from './log';

/** One thing that may be away for a while: a line when it goes, a line when it is back, nothing in between. */
export class Outage {
  private since: number | undefined;

  constructor(
    private readonly log: Log,
    /** What is away, as the subject of a sentence. */
    private readonly what: string,
  ) {}

  /** It does not work now; logged where it worked until now. */
  broke(error: unknown): void {
    if (this.since !== undefined) return;
    this.since = performance.now();
    this.log.warn({ reason: error instanceof Error ? error.message : String(error) }, `${this.what}: broken off`);
  }

  /** It works; logged, with how long it did not, where it had broken. */
  isOver(): void {
    if (this.since === undefined) return;
    const ms = Math.round(performance.now() - this.since);
    this.since = undefined;
    this.log.warn({ ms }, `${this.what}: works again after ${(ms / 1000).toFixed(1)} s`);
  }
}
