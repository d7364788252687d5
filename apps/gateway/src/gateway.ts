import { setTimeout as delay } from 'node:timers/promises';
import { Ledger, sweepWaitingRoom } from '@libs/ledger';
import { BatchConsumer, KafkaBatchServer, PlatformRelay, takeSerialBlock, type KafkaAddress } from '@libs/messaging';
import { downTopics, MsgidMaker, uploadTopic, uploadWriting } from '@libs/national-platform';
import {
  databaseAddress,
  Metrics,
  systemClock,
  TokenVerifier,
  type Log,
  type Probe,
  type Settings,
} from '@libs/operations';
import { loadProvincePolicies } from '@libs/province-policy';
import {
  checkFit,
  clearingFigures,
  isMigrated,
  migrate,
  poolUse,
  provinceDataSource,
  schemaVersion,
  UnfitDatabaseError,
  type DatabaseAddress,
} from '@libs/province-store';
import { kafkaAddress, provinceTopics } from './addresses';
import { Backlog } from './backlog';
import { Downloading } from './catch-up/downloading';
import { DatabaseProbe } from './database-probe';
import { FlagWatch } from './flags/watch-flags';
import { RequestLog } from './http/request/request-log';
import { RecordIntake } from './kafka/take-in-records';
import { Outages } from './outages';
import { OutgoingRecords, UsageIds } from './outgoing-records';
import { ProgressProbe } from './progress-probe';
import { DatabaseFigures, refreshFromKafka } from './refresh-metrics';
import { Sealing } from './sealing';
import { unlessLate } from './unless-late';

/** What is still under way at a stop is given so long for each of its last steps, ms: a part that hangs must not hold it. */
const RELAY_STOPS_WITHIN = 2500;
const CLOSES_WITHIN = 500;

/** The gateway's parts, put together from its settings; one object, so that the wiring can be read in one place. */
export class Gateway {
  readonly clock;
  readonly policies;
  readonly ledger: Ledger;
  readonly intake: RecordIntake;
  readonly server: KafkaBatchServer;
  readonly metrics: Metrics;
  readonly tokens: TokenVerifier;
  readonly requestLog: RequestLog;
  readonly dataSource;
  /** For what goes on for minutes. */
  readonly longSource;
  private readonly relay: PlatformRelay;
  private readonly sealing: Sealing;
  /** Ids of usages and their uploads. */
  readonly usageIds: UsageIds;
  private readonly stopping = new AbortController();
  private readonly address: DatabaseAddress;
  private readonly topics;
  private readonly backlog: Backlog;
  private readonly progress: ProgressProbe;
  private readonly database: DatabaseProbe;
  private readonly figures: DatabaseFigures;
  private readonly outages: Outages;
  private migrated = false;
  private readonly downloads: Downloading;
  private sweeping: Promise<void> | undefined;
  private downloading: Promise<void> | undefined;
  private flagging: Promise<void> | undefined;

  /** Checks policies and keys too: throws PolicyFileError or KeyFileError where a file does not fit. */
  constructor(
    readonly settings: Settings,
    readonly log: Log,
  ) {
    const { province } = settings;
    this.outages = new Outages(log);
    this.requestLog = new RequestLog(log);
    this.clock = systemClock(settings['clock.offset']);
    this.policies = loadProvincePolicies(settings['policies.dir'], province);
    this.address = databaseAddress(settings);
    this.dataSource = provinceDataSource(this.address);
    this.longSource = provinceDataSource(this.address, 'long');
    this.database = new DatabaseProbe(this.address);
    this.figures = new DatabaseFigures(this.address, () => this.clock.now());
    this.topics = provinceTopics(settings);
    this.tokens = new TokenVerifier({
      issuer: settings['token.issuer'],
      audience: settings['token.audience'],
      key: settings['token.key'],
      jwksUrl: settings['token.jwks_url'],
    });
    this.metrics = new Metrics({
      atHand: (metrics) => {
        metrics.queue.set(this.ledger.queued);
        const pools = { requests: poolUse(this.dataSource), long: poolUse(this.longSource) };
        metrics.parts.show(this.relay.holdsLease, pools);
      },
      sources: {
        database: (metrics) => this.figures.refresh(metrics),
        kafka: (metrics) => refreshFromKafka(metrics, this.backlog),
      },
    });
    const address = kafkaAddress(settings, this.outages.kafkaClient);
    const groupId = settings['kafka.group'] || `mutual-aid.${province}`;
    this.backlog = new Backlog(address, groupId, downTopics(this.topics));
    const serials = () => takeSerialBlock(this.address);
    this.usageIds = new UsageIds(province, new MsgidMaker(province, serials), this.clock);
    this.sealing = this.makeSealing();
    const records = new OutgoingRecords(province, new MsgidMaker(province, serials), this.sealing, this.clock);
    this.relay = this.makeRelay(address, records);
    this.ledger = this.makeLedger(new MsgidMaker(province, serials));
    this.intake = this.makeIntake();
    this.server = new KafkaBatchServer(
      (handle) =>
        new BatchConsumer(address, {
          groupId,
          topics: downTopics(this.topics),
          recordsInFlight: 2 * settings['database.lanes'] * settings['ledger.batch_max'],
          unpackedMax: settings['kafka.unpacked_max'],
          log,
          outage: this.outages.kafka,
          rebalanced: () => this.metrics.parts.rebalanced(),
          reconnected: () => this.metrics.parts.reconnected('consumer'),
          handle,
        }),
    );
    this.downloads = this.makeDownloads();
    this.progress = new ProgressProbe(this.server, this.backlog, settings['health.stalled_after']);
  }

  /**
   * Waits for the database, brings its schema up to date and starts what runs beside the consumer. Rejects with
   * UnfitDatabaseError where waiting would not help.
   */
  async start(): Promise<void> {
    void this.metrics.keepFresh(this.stopping.signal);
    await this.openDatabase();
    this.relay.start();
    this.downloading = this.downloads.run();
    this.flagging = this.makeFlagWatch().run();
    this.sweeping = sweepWaitingRoom(this.ledger, {
      address: this.address,
      timeout: this.settings['waiting_room.timeout'],
      now: () => this.clock.now(),
      signal: this.stopping.signal,
      works: () => this.outages.database.isOver('sweep'),
      trouble: (error) => this.outages.noteDatabase('sweep', 'the waiting room could not be looked through', error),
    });
  }

  /**
   * Stops in order: no new work, the batches under way, their answers; none of it is waited for longer than it takes
   * where its part serves, so that Kafka hears of the end although the database hangs.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.server.close(), this.ledger.stop(), this.sweeping, this.downloading]);
    await unlessLate(RELAY_STOPS_WITHIN, Promise.all([this.relay.stop(), this.flagging]));
    void this.sealing.stop();
    this.database.close();
    this.figures.close();
    const sources = [this.dataSource, this.longSource].filter((source) => source.isInitialized);
    await unlessLate(CLOSES_WITHIN, Promise.all([this.backlog.close(), ...sources.map((source) => source.destroy())]));
  }

  /** What GET /health/ready looks at. */
  readonly probes: Readonly<Record<string, Probe>> = {
    database: () => this.database.check(),
    ledger: () => this.ledger.checkProgress(this.settings['health.stalled_after']),
    kafka: () => this.backlog.reach(),
    migrations: () =>
      this.migrated ? Promise.resolve() : Promise.reject(new Error('the schema is not up to date yet')),
    consumption: () => this.progress.check(),
    platform: () => this.downloads.check(),
  };

  private makeDownloads(): Downloading {
    const { settings, address, clock, ledger, intake, metrics, outages, log } = this;
    const { signal } = this.stopping;
    return new Downloading({
      settings,
      address,
      clock,
      ledger,
      intake,
      signer: this.sealing.signer,
      metrics,
      outages,
      log,
      signal,
    });
  }

  private makeFlagWatch(): FlagWatch {
    const { settings, address, clock, log, outages } = this;
    return new FlagWatch({
      address,
      clock,
      log,
      thresholds: {
        drainAmount: settings['flags.drain_amount'],
        drainWithin: settings['flags.drain_within'],
        donorsMax: settings['flags.donors_max'],
        placesMax: settings['flags.places_max'],
        placesWithin: settings['flags.places_within'],
      },
      signal: this.stopping.signal,
      works: () => outages.database.isOver('flags'),
      trouble: (error) => outages.noteDatabase('flags', 'unusual patterns could not be looked for', error),
    });
  }

  private makeIntake(): RecordIntake {
    return new RecordIntake(this.ledger, this.settings.province, this.sealing, {
      metrics: this.metrics,
      log: this.log,
      readFigures: async (month) => (await clearingFigures(this.longSource, month)).counterpart,
    });
  }

  private makeSealing(): Sealing {
    return new Sealing(this.settings, {
      log: this.log,
      now: () => this.clock.now(),
      trouble: this.outages.trouble,
      stopping: this.stopping.signal,
    });
  }

  private makeRelay(kafka: KafkaAddress, records: OutgoingRecords): PlatformRelay {
    const { settings } = this;
    return new PlatformRelay(kafka, {
      address: this.address,
      topics: { answers: this.topics.up_ack, uploadsOf: (infno) => this.topics[uploadTopic(infno)] },
      resend: { after: settings['upload.resend_after'], most: settings['upload.resend_max'] },
      now: () => this.clock.now(),
      reserve: (count) => records.reserve(count),
      answerRecords: (answers) => records.answers(answers),
      uploadRecords: (uploads) => records.uploads(uploads),
      trouble: (_, error) => this.outages.noteRelay(error),
      works: () => this.outages.relayWorks(),
      reconnected: (part) => this.metrics.parts.reconnected(part),
      resent: (uploads) => this.metrics.parts.resent(uploads),
    });
  }

  private makeLedger(msgids: MsgidMaker): Ledger {
    const { settings } = this;
    return new Ledger({
      address: this.address,
      lanes: settings['database.lanes'],
      batchMax: settings['ledger.batch_max'],
      queueMax: settings['ledger.queue_max'],
      policies: this.policies.inForce,
      now: () => this.clock.now(),
      waitingTimeout: settings['waiting_room.timeout'],
      uploads: uploadWriting({
        msgids,
        now: () => this.clock.now(),
        resendAfter: settings['upload.resend_after'],
      }),
      committed: (batch, seconds) => {
        this.metrics.batchSize.observe(batch.outcomes.length);
        this.metrics.batchSeconds.observe(seconds);
        this.relay.committed(batch.batchId, batch);
        this.intake.noteTakenUp(batch.takenUp);
      },
      outage: this.outages.database,
      watch: {
        retried: (why) => this.metrics.parts.retried(why),
        reconnected: () => this.metrics.parts.reconnected('lane'),
      },
      trouble: this.outages.trouble,
    });
  }

  private async openDatabase(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        for (const source of [this.dataSource, this.longSource]) if (!source.isInitialized) await source.initialize();
        await migrate(this.longSource);
        await checkFit(this.longSource, this.address);
        this.migrated = await isMigrated(this.longSource);
        this.metrics.parts.schemaIs(await schemaVersion(this.longSource));
        this.outages.database.isOver('start');
        return;
      } catch (error) {
        if (error instanceof UnfitDatabaseError) throw error;
        this.outages.noteDatabase('start', 'the database cannot be opened yet', error);
        await delay(1000, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}
