import { Counter, Gauge, type Registry } from 'prom-client';

/** What is downloaded: the list of relations, and the usages of those whose comparison came to MISMATCH. */
export type DownloadedList = 'relations' | 'usages';
/** Whose fault it is that nothing could be downloaded. */
export type FailingSide = 'platform' | 'database';

const LISTS: readonly DownloadedList[] = ['relations', 'usages'];
const SIDES: readonly FailingSide[] = ['platform', 'database'];

/** The figures of what is downloaded from the platform. */
export class DownloadFigures {
  private readonly succeeded;
  private readonly failures;
  private readonly messages;

  constructor(registry: Registry) {
    const registers = [registry];
    this.succeeded = new Gauge({
      registers,
      name: 'mutual_aid_download_succeeded_seconds',
      help: 'When this replica last had all of a list, or nothing to fetch of it (Unix time); 0: not yet.',
      labelNames: ['list'] as const,
    });
    this.failures = new Counter({
      registers,
      name: 'mutual_aid_download_failures_total',
      help: 'Downloads that came to nothing, by list and by whose fault that is.',
      labelNames: ['list', 'side'] as const,
    });
    this.messages = new Counter({
      registers,
      name: 'mutual_aid_catch_up_messages_total',
      help: 'Messages that were downloaded, repeats of what was pushed included.',
    });
    for (const list of LISTS) {
      this.succeeded.set({ list }, 0);
      for (const side of SIDES) this.failures.inc({ list, side }, 0);
    }
  }

  /** All of it is here. */
  hasSucceeded(list: DownloadedList): void {
    this.succeeded.set({ list }, Math.round(Date.now() / 1000));
  }

  /** It could not be had. */
  hasFailed(list: DownloadedList, side: FailingSide): void {
    this.failures.inc({ list, side });
  }

  /** So many messages were downloaded. */
  caughtUpWith(messages: number): void {
    this.messages.inc(messages);
  }
}
