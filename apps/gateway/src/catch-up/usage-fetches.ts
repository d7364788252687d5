import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from '@libs/ledger';
import { DownloadError, type PlatformDownload } from '@libs/national-platform';
import type { FailingSide, Log } from '@libs/operations';
import {
  answerReads,
  LedgerConnection,
  selectUsageFetches,
  usageFetchOf,
  type DatabaseAddress,
  type UsageFetchRow,
} from '@libs/province-store';
import { Backoff } from './backoff';

/** How often it is looked whether usages are to be fetched, ms. */
const LOOKS = 1000;
/** Relationships that one look goes through at most, those first that have been waiting for longest. */
const A_LOOK = 1000;
/** So many failures in a row say that the platform is away: the rest is left to a later look. */
const IN_A_ROW = 3;
/** Lines that one command carries. */
const A_COMMAND = 500;

/** What fetching usages is given. */
export interface UsageFetchOptions {
  readonly download: PlatformDownload;
  readonly ledger: Ledger;
  readonly address: DatabaseAddress;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Told after each look that went well, */
  works(): void;
  /** and of each failure, and whose fault it is. */
  trouble(error: unknown, whose: FailingSide): void;
}

/**
 * Gets from the platform the usages of relationships whose comparison came to MISMATCH in this province as donor region
 * (R28), trying until it has them. What is to be fetched stands in the database, and applying a line twice does nothing:
 * restarts and replicas need not agree on anything.
 */
export class UsageFetches {
  private readonly backoff = new Backoff();
  private connection: LedgerConnection | undefined;

  constructor(private readonly options: UsageFetchOptions) {}

  /** Fetches until the signal aborts. */
  async keepFetching(): Promise<void> {
    const { signal } = this.options;
    signal.addEventListener('abort', () => this.connection?.close());
    while (!signal.aborted) {
      try {
        await this.look();
      } catch (error) {
        if (signal.aborted) break;
        this.options.trouble(error, 'database');
        this.connection?.close();
        this.connection = undefined;
      }
      await delay(LOOKS, undefined, { signal }).catch(() => undefined);
    }
    this.connection?.close();
  }

  private async look(): Promise<void> {
    const { address, signal } = this.options;
    this.connection ??= await LedgerConnection.open(address);
    const [rows = []] = await this.connection.run(selectUsageFetches(A_LOOK));
    const owed = rows.map(usageFetchOf);
    this.backoff.keep(new Set(owed.map(({ relationshipId }) => relationshipId)));
    let failures = 0;
    for (const each of owed.filter(({ relationshipId }) => this.backoff.isDue(relationshipId))) {
      try {
        await this.fetch(this.connection, each);
        failures = 0;
      } catch (error) {
        if (signal.aborted) throw error;
        // Whatever is amiss with it, those behind it have their turn at the next look.
        this.backoff.failed(each.relationshipId);
        if (!(error instanceof DownloadError)) throw error;
        this.options.trouble(error, 'platform');
        if (++failures === IN_A_ROW) return;
      }
    }
    if (this.backoff.isEmpty) this.options.works();
  }

  private async fetch(connection: LedgerConnection, { relationshipId, askedBy }: UsageFetchRow): Promise<void> {
    const { download, ledger, log } = this.options;
    const { relationship: [given] = [] } = await answerReads(connection, { relationship: new Set([relationshipId]) });
    const fetched = given === undefined ? [] : await download.relationshipUsages(relationshipId);
    const lines = fetched.map((line) => ({ ...line, relationshipId }));
    const became: unknown[] = [];
    for (let from = 0; from < lines.length; from += A_COMMAND) {
      const some = lines.slice(from, from + A_COMMAND);
      const psnNo = given?.donor.psnNo ?? '';
      became.push(...(await ledger.submit({ kind: 'apply-lines', psnNo, lines: some })).became);
    }
    await ledger.submit({ kind: 'usages-fetched', relationshipId, askedBy });
    const applied = became.filter((each) => each === 'applied').length;
    const open = became.filter((each) => typeof each !== 'string').length;
    log.info(
      { relationship: relationshipId, lines: lines.length, applied, open },
      'usages were fetched after a mismatch',
    );
  }
}
