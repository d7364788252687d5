import { troubleOf, type Ledger } from '@libs/ledger';
import { PlatformDownload, type RequestSigner } from '@libs/national-platform';
import type { Clock, DownloadedList, FailingSide, Log, Metrics, Settings } from '@libs/operations';
import type { DatabaseAddress } from '@libs/province-store';
import type { RecordIntake } from '../kafka/take-in-records';
import type { Outages } from '../outages';
import { CatchUp } from './catch-up';
import { PlatformProbe } from './platform-probe';
import { PageIntake } from './take-in-pages';
import { UsageFetches } from './usage-fetches';

/** What downloading is given of the gateway. */
export interface DownloadingParts {
  readonly settings: Settings;
  readonly address: DatabaseAddress;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly intake: RecordIntake;
  readonly signer: RequestSigner;
  readonly metrics: Metrics;
  readonly outages: Outages;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Everything that is downloaded from the platform's HTTP side (§6), and what is told of it. */
export class Downloading {
  private readonly probe: PlatformProbe;
  private readonly catchUp: CatchUp;
  private readonly fetches: UsageFetches;

  constructor(private readonly parts: DownloadingParts) {
    const { settings, clock, signal, outages } = parts;
    const { 'platform.url': url, province } = settings;
    const answerWithin = settings['platform.answer_within'];
    const download = new PlatformDownload({
      url,
      province,
      signer: parts.signer,
      answerWithin,
      now: () => clock.now(),
      signal,
    });
    this.probe = new PlatformProbe(url);
    this.catchUp = this.makeCatchUp(download);
    const { address, ledger, log } = parts;
    this.fetches = new UsageFetches({ download, ledger, address, log, signal, ...this.watch('usages') });
    outages.kafkaIsBack = () => this.catchUp.soon();
  }

  /** Downloads until the signal aborts; resolves then, or at once where no platform is set. */
  async run(): Promise<void> {
    if (this.parts.settings['platform.url'] === '') {
      this.parts.log.info('platform.url is not set: nothing is downloaded from the platform');
      return;
    }
    await Promise.all([this.catchUp.keepUp(), this.fetches.keepFetching()]);
  }

  /** What readiness says of it. */
  check(): Promise<string | undefined> {
    return this.probe.check();
  }

  private makeCatchUp(download: PlatformDownload): CatchUp {
    const { settings, address, ledger, intake, metrics, outages, signal } = this.parts;
    return new CatchUp({
      download,
      intake: new PageIntake(ledger, intake, outages.trouble),
      address,
      every: settings['relations.catch_up_every'],
      signal,
      downloaded: (messages) => metrics.downloads.caughtUpWith(messages),
      ...this.watch('relations'),
    });
  }

  /** What is told of a list's downloads: figures, readiness, and a line where an outage begins and ends. */
  private watch(list: DownloadedList): { works: () => void; trouble: (error: unknown, side: FailingSide) => void } {
    const { metrics, outages } = this.parts;
    return {
      works: () => {
        metrics.downloads.hasSucceeded(list);
        this.probe.works(list);
        outages.platform.isOver(list);
      },
      trouble: (error, side) => {
        metrics.downloads.hasFailed(list, side);
        this.probe.failed(list, error);
        if (side === 'platform') outages.platform.broke(error, list);
        // Of an outage of the database those tell who look at it all the time: it is not over only once this is tried again.
        else if (troubleOf(error) !== 'unreachable') outages.trouble(`${list} could not be downloaded`, error);
      },
    };
  }
}
