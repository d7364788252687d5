import { setTimeout as delay } from 'node:timers/promises';

/** The pauses of a lane in trouble; they end early where it is woken, and all of them at a stop. */
export class LanePause {
  private wakeUp: () => void = () => undefined;
  private readonly stopping = new AbortController();

  /** Ends the pause that is made just now. */
  wake(): void {
    this.wakeUp();
  }

  /** Ends every pause from now on. */
  stop(): void {
    this.stopping.abort();
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Resolves after so many ms, or at once when woken or stopping. */
  async make(ms: number): Promise<void> {
    const over = new AbortController();
    this.wakeUp = () => over.abort();
    const signal = AbortSignal.any([over.signal, this.stopping.signal]);
    if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined);
    this.wakeUp = () => undefined;
  }
}
