import { setTimeout as delay } from 'node:timers/promises';
import { retryAfter } from './retry-after';

/** When something that is done again and again is due: every so often, sooner when asked, at growing intervals while it fails. */
export class Retry {
  private failures = 0;
  private wake: () => void = () => undefined;
  private woken: Promise<void> = Promise.resolve();

  constructor(
    /** ms */
    private readonly every: number,
    private readonly signal: AbortSignal,
  ) {
    this.listen();
  }

  /** It is due at once; while it is under way, once more after that. */
  soon(): void {
    this.wake();
  }

  /** It begins: whoever asks from now on is not served by it. */
  begins(): void {
    this.listen();
  }

  /** Resolves when it is due again, or the signal aborts. */
  async pause(hasFailed: boolean): Promise<void> {
    this.failures = hasFailed ? this.failures + 1 : 0;
    const ms = hasFailed ? Math.min(retryAfter(this.failures), this.every) : this.every;
    const over = new AbortController();
    const waits = delay(ms, undefined, { signal: AbortSignal.any([this.signal, over.signal]) });
    await Promise.race([waits, this.woken]).catch(() => undefined);
    over.abort();
    waits.catch(() => undefined);
  }

  private listen(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.woken = promise;
    this.wake = resolve;
  }
}
