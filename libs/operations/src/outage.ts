import type { Log } from './log';

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
  }

  private get seconds(): number {
    return Math.round((this.now() - this.since) / 100) / 10;
  }
}

/** The database's errors that quote what was to be stored: duplicate key, syntax, and values that do not fit. */
const QUOTING_ERRORS: ReadonlySet<unknown> = new Set([1062, 1064, 1292, 1366, 1367, 1411]);

/** An error in one sentence, for the log; without what the database quotes, which may be of a person. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as { errno?: unknown };
  return (QUOTING_ERRORS.has(errno) ? error.message.replace(/'.*'/s, "'…'") : error.message) || error.name;
}

/** What kind of error it is and where it was thrown, for the log: its text may hold what others wrote. */
export function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const places = error.stack?.split('\n').filter((line) => /^ {4}at /.test(line)) ?? [];
  return [error.name, ...places.slice(0, 5)].join('\n');
}
