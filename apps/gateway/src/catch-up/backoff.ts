import { retryAfter } from './retry-after';

interface Failures {
  readonly count: number;
  /** ms, monotonic */
  readonly dueAt: number;
}

/** When each of several things that failed is to be tried again, at growing intervals. */
export class Backoff {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether nothing has failed that is still to be done. */
  get isEmpty(): boolean {
    return this.failures.size === 0;
  }

  /** Whether it may be tried now. */
  isDue(key: string): boolean {
    return (this.failures.get(key)?.dueAt ?? 0) <= this.now();
  }

  /** It failed, once more. */
  failed(key: string): void {
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    this.failures.set(key, { count, dueAt: this.now() + retryAfter(count) });
  }

  /** Forgets all but these: they are done. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.failures.keys()) if (!keys.has(key)) this.failures.delete(key);
  }
}
