import { Counter, Gauge, type Registry } from 'prom-client';

/** Whose fault it is that nothing could be downloaded. */
type FailingSide = 'platform' | 'database';

const SIDES: readonly FailingSide[] = ['platform', 'database'];

/** The figures of what is downloaded from the platform. */
export class CatchUpFigures {
  private readonly succeeded;
  private readonly failures;
  private readonly messages;

  constructor(registry: Registry) {
    const registers = [registry];
    this.succeeded = new Gauge({
      registers,
      name: 'mutual_aid_catch_up_succeeded_seconds',
      help: 'When this replica last had downloaded all of /relations (Unix time); 0: not yet.',
    });
    this.failures = new Counter({
      registers,
      name: 'mutual_aid_catch_up_failures_total',
      help: 'Tries to download /relations that came to nothing, by whose fault that is.',
      labelNames: ['side'] as const,
    });
    this.messages = new Counter({
      registers,
      name: 'mutual_aid_catch_up_messages_total',
      help: 'Messages that were downloaded, repeats of what was pushed included.',
    });
    for (const side of SIDES) this.failures.inc({ side }, 0);
  }

  /** All of it was downloaded. */
  hasSucceeded(): void {
    this.succeeded.set(Math.round(Date.now() / 1000));
  }

  /** It could not be. */
  hasFailed(side: FailingSide): void {
    this.failures.inc({ side });
  }

  /** So many messages were downloaded. */
  downloaded(messages: number): void {
    this.messages.inc(messages);
  }
}
