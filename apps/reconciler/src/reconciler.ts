import { setTimeout as delay } from 'node:timers/promises';
import { Ledger } from '@libs/ledger';
import { takeSerialBlock } from '@libs/messaging';
import type { Run, RunDay } from '@libs/mutual-aid';
import { MsgidMaker, uploadWriting, UsageFiles } from '@libs/national-platform';
import { databaseAddress, systemClock, type Log, type Probe, type Settings } from '@libs/operations';
import { loadProvincePolicies } from '@libs/province-policy';
import { isMigrated, provinceDataSource } from '@libs/province-store';
import { dayFolder, longAddress } from './addresses';
import { runStage } from './books/run-stage';
import { Outages } from './outages';
import { RunClaims } from './runs/run-claims';
import { RunLoop } from './runs/run-loop';
import type { RunParts, RunWatch } from './runs/run-parts';
import { RunTable } from './runs/run-table';
import { Runner } from './runs/runner';
import { ScheduledDays } from './runs/schedule-days';
import { requestSigner } from './signer';

/** Donors of whom one transaction applies lines at most: payments of theirs wait for it. */
const BATCH_MAX = 200;
/** So often it is looked whether the gateway has brought the schema up to date, ms. */
const LOOKS_FOR_SCHEMA = 1000;

/** The reconciler's parts, put together from its settings; one object, so that the wiring can be read in one place. */
export class Reconciler {
  readonly clock;
  readonly ledger: Ledger;
  readonly table: RunTable;
  readonly claims: RunClaims;
  readonly runner: Runner;
  private readonly outages: Outages;
  private readonly parts: RunParts;
  private readonly stopping = new AbortController();
  private readonly signer;
  private migrated = false;
  private running: Promise<void> | undefined;

  /** Checks policies and keys too: throws PolicyFileError or KeyFileError where a file does not fit. */
  constructor(
    readonly settings: Settings,
    log: Log,
    private readonly watch: RunWatch,
  ) {
    this.outages = new Outages(log);
    this.clock = systemClock(settings['clock.offset']);
    const { clock, outages } = this;
    const { signal } = this.stopping;
    this.signer = requestSigner(settings, { now: () => clock.now(), trouble: outages.trouble, signal });
    this.ledger = this.makeLedger();
    this.table = new RunTable(longAddress(settings));
    this.claims = new RunClaims(databaseAddress(settings));
    this.parts = this.makeParts();
    this.runner = new Runner(this.claims, this.parts, signal);
  }

  /** What GET /health/ready looks at. */
  readonly probes: Readonly<Record<string, Probe>> = {
    database: () => this.claims.reach(),
    ledger: () => this.ledger.checkProgress(this.settings['health.stalled_after']),
    migrations: () =>
      this.migrated ? Promise.resolve() : Promise.reject(new Error('the schema is not up to date yet')),
  };

  /** Resolves once the gateway has brought the schema up to date: the reconciler changes none. Rejects at the stop. */
  async awaitSchema(): Promise<void> {
    const { signal } = this.stopping;
    while (!this.migrated) {
      signal.throwIfAborted();
      const source = provinceDataSource(databaseAddress(this.settings));
      try {
        await source.initialize();
        this.migrated = await isMigrated(source);
        this.outages.database.isOver('start');
      } catch (error) {
        this.outages.note('start', 'the database cannot be opened yet', error);
      } finally {
        if (source.isInitialized) await source.destroy();
      }
      if (!this.migrated) await delay(LOOKS_FOR_SCHEMA, undefined, { signal });
    }
  }

  /** Waits for the schema, and carries out whatever run is asked for or due from then on; returns at once. */
  start(): void {
    this.running = this.keepRunning();
  }

  /** Stops in order: the batches under way come to their end, and the run stays RUNNING for whoever starts next. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the reconciler stops'));
    await Promise.all([this.running, this.ledger.stop()]);
    this.claims.close();
    this.table.close();
  }

  private async keepRunning(): Promise<void> {
    const { settings, ledger, clock, table, claims, runner, outages } = this;
    const { signal } = this.stopping;
    try {
      await this.awaitSchema();
    } catch {
      return;
    }
    const schedule = new ScheduledDays({
      ledger,
      address: longAddress(settings),
      clock,
      at: settings['reconciliation.at'],
    });
    const works = (): void => outages.database.isOver('runs');
    const trouble = (error: unknown, run?: Run): void => {
      const message = run === undefined ? 'runs cannot be looked for' : 'a run was broken off and will go on';
      outages.note('runs', message, error);
    };
    await new RunLoop({
      schedule,
      table,
      claims,
      runner,
      now: () => clock.now(),
      signal,
      works,
      trouble,
    }).keepRunning();
  }

  private makeParts(): RunParts {
    const { settings, clock, ledger, table, watch, signer } = this;
    const { 'platform.url': url, 'platform.answer_within': answerWithin, province } = settings;
    return {
      ledger,
      table,
      database: longAddress(settings),
      clock,
      retryAfter: settings['reconciliation.retry_after'],
      folderOf: (asked: RunDay) => dayFolder(settings, asked),
      fetchDay: async ({ day, role }, folder, signal) => {
        if (url === '')
          return { kind: 'not ready', reason: 'platform.url is not set: there is nowhere to download from' };
        const options = { url, province, signer, answerWithin, now: () => clock.now(), signal };
        return new UsageFiles(options).fetchDay({ day, role, folder });
      },
      runStage,
      watch,
    };
  }

  private makeLedger(): Ledger {
    const { settings, clock, outages } = this;
    const { province } = settings;
    const address = databaseAddress(settings);
    const msgids = new MsgidMaker(province, () => takeSerialBlock(address));
    return new Ledger({
      address,
      lanes: settings['database.lanes'],
      batchMax: BATCH_MAX,
      queueMax: settings['ledger.queue_max'],
      policies: loadProvincePolicies(settings['policies.dir'], province).inForce,
      now: () => clock.now(),
      waitingTimeout: settings['waiting_room.timeout'],
      uploads: uploadWriting({ msgids, now: () => clock.now(), resendAfter: settings['upload.resend_after'] }),
      // What is to be sent stands in the outbox: the gateway's relay looks there.
      committed: () => undefined,
      outage: outages.database,
      trouble: outages.trouble,
    });
  }
}
