import { setTimeout as delay } from 'node:timers/promises';
import { Lease } from '@libs/messaging';
import { DownloadError, type PlatformDownload } from '@libs/national-platform';
import type { FailingSide } from '@libs/operations';
import { catchUpOf, LedgerConnection, RELATIONS, selectCatchUps, type DatabaseAddress } from '@libs/province-store';
import { Retry } from './retry';
import type { PageIntake } from './take-in-pages';

/** Items that a page is asked for (§6); a page with fewer is the last. */
const A_PAGE = 500;
/** How often it is looked whether another replica that downloads has come to its end, ms. */
const LOOKS = 1000;

/** What the catch-up is given. */
export interface CatchUpOptions {
  readonly download: PlatformDownload;
  readonly intake: PageIntake;
  readonly address: DatabaseAddress;
  /** ms */
  readonly every: number;
  readonly signal: AbortSignal;
  /** Told of each that came to its end, */
  works(): void;
  /** and of each that did not, and whose fault that is. */
  trouble(error: unknown, whose: FailingSide): void;
  /** Told, for the figures, how many messages were downloaded. */
  downloaded(messages: number): void;
}

/**
 * Downloads what was pushed or waits for this province as beneficiary region (R14, §6): at the start, every so often and
 * after an outage. One replica at a time, by a lease; should two, the cursor in the database tells who comes second.
 */
export class CatchUp {
  private readonly retry: Retry;
  private readonly lease = new Lease(RELATIONS);

  constructor(private readonly options: CatchUpOptions) {
    this.retry = new Retry(options.every, options.signal);
  }

  /** Something was away and may have kept messages from coming: it is time to catch up. */
  soon(): void {
    this.retry.soon();
  }

  /** Catches up again and again until the signal aborts. */
  async keepUp(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      this.retry.begins();
      const failure = await this.once().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (signal.aborted) return;
      if (failure === undefined) this.options.works();
      else this.options.trouble(failure.error, failure.error instanceof DownloadError ? 'platform' : 'database');
      await this.retry.pause(failure !== undefined);
    }
  }

  private async once(): Promise<void> {
    const { address, signal } = this.options;
    const connection = await LedgerConnection.open(address);
    const close = (): void => connection.close();
    // What hangs must not hold up the end.
    signal.addEventListener('abort', close);
    try {
      while (!(await this.lease.take(connection))) await delay(LOOKS, undefined, { signal });
      while (await this.hasMore(connection)) await this.lease.take(connection);
    } finally {
      await this.lease.giveBack(connection).catch(() => undefined);
      signal.removeEventListener('abort', close);
      close();
    }
  }

  /** Takes the next page; whether there is another after it. */
  private async hasMore(connection: LedgerConnection): Promise<boolean> {
    const { download, intake } = this.options;
    const [[row] = []] = await connection.run(selectCatchUps([RELATIONS]));
    const since = row && catchUpOf(row).since;
    const page = await download.relations(since, A_PAGE);
    const isMine = await intake.takeIn({ ...page, since });
    // Another replica has moved the cursor: from there on.
    if (!isMine) return true;
    this.options.downloaded(page.items.length);
    if (page.items.length < A_PAGE) return false;
    if (page.next === undefined || page.next === since)
      throw new DownloadError('the platform gives a full page of /relations and no cursor to go on from');
    return true;
  }
}
