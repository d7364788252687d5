import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DownloadFigures } from './download-figures';
import { Figures } from './figures';
import { HttpFigures } from './http-figures';
import { PartFigures } from './part-figures';

/** Samples of the loop's lag, ms: the usual ten would cost more than all else that an idle gateway does. */
const LAG_SAMPLES = 100;

/** How the gauges are filled. */
export interface Filling {
  /** What is at hand, at each scrape. */
  atHand(metrics: Metrics): void;
  /** What has to be asked for, now and then, by the name of what is asked; one that rejects leaves its gauges as they are. */
  readonly sources: Readonly<Record<string, (metrics: Metrics) => Promise<void>>>;
}

/** The gateway's figures for Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  private readonly known = { registers: [this.registry] };

  private readonly messages = new Counter({
    ...this.known,
    name: 'mutual_aid_messages_total',
    help: 'Platform messages by message number and what became of them (the code answered, 0 or an E-code; waiting; done; kept).',
    labelNames: ['infno', 'code'] as const,
  });
  private readonly messageCounters = new Map<string, Counter.Internal>();
  readonly batchSize = new Histogram({
    ...this.known,
    name: 'mutual_aid_batch_size',
    help: 'Commands a batch.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  });
  readonly batchSeconds = new Histogram({
    ...this.known,
    name: 'mutual_aid_batch_seconds',
    help: 'From locking a batch’s persons to its commit.',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  });
  readonly lag = new Gauge({
    ...this.known,
    name: 'mutual_aid_consumer_lag',
    help: 'Records of a topic not consumed yet.',
    labelNames: ['topic'] as const,
  });
  readonly outboxAge = new Gauge({
    ...this.known,
    name: 'mutual_aid_outbox_age_seconds',
    help: 'Age of the oldest unsent answers.',
  });
  readonly waiting = new Gauge({
    ...this.known,
    name: 'mutual_aid_waiting_messages',
    help: 'Messages in the waiting room.',
  });
  readonly waitingAge = new Gauge({
    ...this.known,
    name: 'mutual_aid_waiting_message_age_seconds',
    help: 'Age of the oldest message in the waiting room.',
  });
  readonly deadLetters = new Gauge({
    ...this.known,
    name: 'mutual_aid_dead_letters_open',
    help: 'Dead letters nobody has dealt with.',
  });
  readonly openUploads = new Gauge({
    ...this.known,
    name: 'mutual_aid_uploads_open',
    help: 'Uploads that the platform has not confirmed, by state.',
    labelNames: ['state'] as const,
  });
  readonly uploadAge = new Gauge({
    ...this.known,
    name: 'mutual_aid_upload_age_seconds',
    help: 'Age of the oldest unanswered upload.',
  });
  readonly queue = new Gauge({
    ...this.known,
    name: 'mutual_aid_ledger_queue',
    help: 'Commands that wait for a batch.',
  });
  readonly http = new HttpFigures(this.registry);
  readonly parts = new PartFigures(this.registry);
  readonly downloads = new DownloadFigures(this.registry);

  private readonly staleSince = new Gauge({
    ...this.known,
    name: 'mutual_aid_figures_stale_since_seconds',
    help: 'Figures of this source cannot be had and are as they were then (Unix time); 0: they are fresh.',
    labelNames: ['source'] as const,
  });
  private readonly freshSince = new Gauge({
    ...this.known,
    name: 'mutual_aid_figures_fresh_since_seconds',
    help: 'When the figures of this source were asked for (Unix time): every few seconds, not at a scrape.',
    labelNames: ['source'] as const,
  });
  private readonly asked: ReadonlyMap<string, Figures>;

  /** Starts the figures of the process itself too. */
  constructor(private readonly filling: Filling) {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_SAMPLES });
    // What was never asked for is not shown: a 0 would say that nothing waits.
    for (const gauge of [this.outboxAge, this.waiting, this.waitingAge, this.deadLetters, this.uploadAge])
      gauge.remove();
    this.asked = new Map(
      Object.entries(filling.sources).map(([source, fetch]) => [source, new Figures(() => fetch(this))]),
    );
  }

  /** Counts a platform message. Labels are looked up once: at thousands a second that shows. */
  countMessage(infno: string, code: string): void {
    const key = `${infno} ${code}`;
    let counter = this.messageCounters.get(key);
    if (counter === undefined) this.messageCounters.set(key, (counter = this.messages.labels(infno, code)));
    counter.inc();
  }

  /** Asks the sources again and again until the stop. */
  async keepFresh(stopping: AbortSignal): Promise<void> {
    await Promise.all([...this.asked.values()].map((figures) => figures.keepFresh(stopping)));
  }

  /** The text a scrape gets; nothing is asked for it, and figures that cannot be had now keep their last value. */
  scrape(): Promise<string> {
    this.filling.atHand(this);
    for (const [source, figures] of this.asked) {
      this.staleSince.set({ source }, figures.staleSince);
      this.freshSince.set({ source }, figures.freshSince);
    }
    return this.registry.metrics();
  }
}
