import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Ledger, sweepWaitingRoom } from '@libs/ledger';
import { BatchConsumer, KafkaBatchServer, PlatformRelay, takeSerialBlock, type KafkaAddress } from '@libs/messaging';
import { downTopics, MsgidMaker, TOPIC_KINDS, topicNames, uploadTopic, writeUpload } from '@libs/national-platform';
import { Metrics, systemClock, TokenVerifier, type Log, type Probe, type Settings } from '@libs/operations';
import { loadProvincePolicies } from '@libs/province-policy';
import { isMigrated, migrate, provinceDataSource, type DatabaseAddress } from '@libs/province-store';
import { Backlog } from './backlog';
import { OutgoingRecords, UsageIds } from './outgoing-records';
import { RecordIntake } from './kafka/take-in-records';
import { ProgressProbe } from './progress-probe';
import { refreshMetrics } from './refresh-metrics';

/** The gateway's parts, put together from its settings; one object, so that the wiring can be read in one place. */
export class Gateway {
  readonly clock;
  readonly policies;
  readonly ledger: Ledger;
  readonly intake: RecordIntake;
  readonly server: KafkaBatchServer;
  readonly metrics: Metrics;
  readonly tokens: TokenVerifier;
  readonly dataSource;
  private readonly relay: PlatformRelay;
  /** Ids of usages and their uploads. */
  readonly usageIds: UsageIds;
  private readonly stopping = new AbortController();
  private readonly address: DatabaseAddress;
  private readonly topics;
  private readonly backlog: Backlog;
  private readonly progress: ProgressProbe;
  private migrated = false;
  private sweeping: Promise<void> | undefined;

  /** Checks the policies too: throws PolicyFileError where a file does not fit. */
  constructor(
    readonly settings: Settings,
    readonly log: Log,
  ) {
    const { province } = settings;
    this.clock = systemClock(settings['clock.offset']);
    this.policies = loadProvincePolicies(settings['policies.dir'], province);
    this.address = {
      host: settings['database.host'],
      port: settings['database.port'],
      user: settings['database.user'],
      password: settings['database.password'],
      name: settings['database.name'],
    };
    this.dataSource = provinceDataSource(this.address);
    const overrides = Object.fromEntries(TOPIC_KINDS.map((kind) => [kind, settings[`topics.${kind}`]]));
    this.topics = topicNames(province, overrides);
    this.tokens = new TokenVerifier({
      issuer: settings['token.issuer'],
      audience: settings['token.audience'],
      key: settings['token.key'],
      jwksUrl: settings['token.jwks_url'],
    });
    this.metrics = new Metrics((metrics) => refreshMetrics(metrics, this.dataSource, this.ledger, this.backlog));
    const address: KafkaAddress = {
      clientId: `mutual-aid.${province}`,
      brokers: settings['kafka.brokers'].split(','),
      log: (level, message, detail) => this.log[level <= 1 ? 'warn' : 'debug'](detail, message),
    };
    const groupId = settings['kafka.group'] || `mutual-aid.${province}`;
    this.backlog = new Backlog(address, groupId, downTopics(this.topics));
    const serials = () => takeSerialBlock(this.address);
    this.usageIds = new UsageIds(province, new MsgidMaker(province, serials), this.clock);
    this.relay = this.makeRelay(address, new OutgoingRecords(province, new MsgidMaker(province, serials), this.clock));
    this.ledger = this.makeLedger();
    this.intake = new RecordIntake(this.ledger, province, this.metrics, log);
    this.server = new KafkaBatchServer(
      (handle) =>
        new BatchConsumer(address, {
          groupId,
          topics: downTopics(this.topics),
          recordsInFlight: 2 * settings['database.lanes'] * settings['ledger.batch_max'],
          unpackedMax: settings['kafka.unpacked_max'],
          log,
          handle,
        }),
    );
    this.progress = new ProgressProbe(this.server, this.backlog, settings['health.stalled_after']);
  }

  /** Waits for the database, brings its schema up to date and starts what runs beside the consumer. */
  async start(): Promise<void> {
    await this.openDatabase();
    this.relay.start();
    this.sweeping = sweepWaitingRoom(this.ledger, {
      address: this.address,
      timeout: this.settings['waiting_room.timeout'],
      now: () => this.clock.now(),
      signal: this.stopping.signal,
      trouble: (error) => this.trouble('the waiting room could not be looked through', error),
    });
  }

  /** Stops in order: no new work, the batches under way, their answers. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.server.close(), this.ledger.stop()]);
    await this.sweeping;
    await this.relay.stop();
    await this.backlog.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** What GET /health/ready looks at. */
  readonly probes: Readonly<Record<string, Probe>> = {
    database: async () => {
      if (!this.dataSource.isInitialized) throw new Error('not connected yet');
      await this.dataSource.query('SELECT 1');
    },
    kafka: () => this.backlog.reach(),
    migrations: () =>
      this.migrated ? Promise.resolve() : Promise.reject(new Error('the schema is not up to date yet')),
    consumption: () => this.progress.check(),
  };

  private readonly trouble = (message: string, error: unknown): void => {
    this.log.warn({ reason: error instanceof Error ? error.message : String(error) }, message);
  };

  private makeRelay(kafka: KafkaAddress, records: OutgoingRecords): PlatformRelay {
    const { settings } = this;
    return new PlatformRelay(kafka, {
      address: this.address,
      topics: { answers: this.topics.up_ack, uploadsOf: (infno) => this.topics[uploadTopic(infno)] },
      holder: `${hostname()}:${process.pid}:${process.hrtime.bigint()}`,
      resend: { after: settings['upload.resend_after'], most: settings['upload.resend_max'] },
      now: () => this.clock.now(),
      reserve: (count) => records.reserve(count),
      answerRecord: (answer) => records.answer(answer),
      uploadRecord: (upload) => records.upload(upload),
      trouble: this.trouble,
    });
  }

  private makeLedger(): Ledger {
    const { settings } = this;
    return new Ledger({
      address: this.address,
      lanes: settings['database.lanes'],
      batchMax: settings['ledger.batch_max'],
      queueMax: settings['ledger.queue_max'],
      policies: this.policies.inForce,
      now: () => this.clock.now(),
      waitingTimeout: settings['waiting_room.timeout'],
      uploads: { written: writeUpload, resendAfter: settings['upload.resend_after'] },
      committed: (batch, seconds) => {
        this.metrics.batchSize.observe(batch.outcomes.length);
        this.metrics.batchSeconds.observe(seconds);
        this.relay.committed(batch.batchId, batch);
        this.intake.noteTakenUp(batch.takenUp);
      },
      trouble: this.trouble,
    });
  }

  private async openDatabase(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        if (!this.dataSource.isInitialized) await this.dataSource.initialize();
        await migrate(this.dataSource);
        this.migrated = await isMigrated(this.dataSource);
        return;
      } catch (error) {
        this.trouble('the database cannot be opened yet', error);
        await delay(1000, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}
