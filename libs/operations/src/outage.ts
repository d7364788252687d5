import type { Log } from './log';
import { reasonOf } from './reasons';

/** While an outage lasts it is told of once more after this, ms. */
const REMINDER_AFTER = 5 * 60_000;

/**
 * An outage has one line at its start and one when it is over, with how long. Several parties may notice the same one,
 * such as the lanes and the relay the database's: it is over once each of those that noticed it is served again.
 */
export class Outage {
  private readonly broken = new Set<string>();
  private since = 0;
  private toldAt = 0;

  constructor(
    private readonly log: Log,
    /** What is away, as the line names it: `the database`. */
    private readonly what: string,
    /** ms, monotonic */
    private readonly now: () => number = () => performance.now(),
    /** Told each time it is over. */
    private readonly ended: () => void = () => undefined,
  ) {}

  /** It failed, once or once more; `who` noticed it. */
  broke(error: unknown, who = ''): void {
    const isNew = this.broken.size === 0;
    this.broken.add(who);
    if (isNew) this.since = this.now();
    else if (this.now() - this.toldAt < REMINDER_AFTER) return;
    this.toldAt = this.now();
    const state = isNew ? 'not served by' : 'still not served by';
    this.log.warn({ reason: reasonOf(error), who: who || undefined, seconds: this.seconds }, `${state} ${this.what}`);
  }

  /** It works for `who`; costs nothing where it did all along. */
  isOver(who = ''): void {
    if (this.broken.size === 0 || !this.broken.delete(who) || this.broken.size > 0) return;
    this.log.info({ seconds: this.seconds }, `served again by ${this.what}`);
    this.ended();
  }

  private get seconds(): number {
    return Math.round((this.now() - this.since) / 100) / 10;
  }
}
