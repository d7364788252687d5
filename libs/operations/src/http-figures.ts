import { Counter, Histogram, type Registry } from 'prom-client';

/** What answering a request may take, s. */
const SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** One request that was answered. */
interface AnsweredRequest {
  readonly method: string;
  /** The template, never the path: that holds ids without end, and names persons. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** The figures of the HTTP side. Labels are looked up once for each route: at thousands a second that shows. */
export class HttpFigures {
  private readonly requests: Counter<'method' | 'route' | 'status'>;
  private readonly seconds: Histogram<'method' | 'route'>;
  private readonly counters = new Map<string, Counter.Internal>();
  private readonly histograms = new Map<string, Histogram.Internal<'method' | 'route'>>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      registers,
      name: 'mutual_aid_http_requests_total',
      help: 'HTTP requests by method, route and status.',
      labelNames: ['method', 'route', 'status'] as const,
    });
    this.seconds = new Histogram({
      registers,
      name: 'mutual_aid_http_request_seconds',
      help: 'From a request’s head to the end of its answer, by method and route.',
      labelNames: ['method', 'route'] as const,
      buckets: SECONDS,
    });
  }

  /** Counts a request and how long it took. */
  note({ method, route, status, seconds }: AnsweredRequest): void {
    const place = `${method} ${route}`;
    let histogram = this.histograms.get(place);
    if (histogram === undefined) this.histograms.set(place, (histogram = this.seconds.labels(method, route)));
    histogram.observe(seconds);
    const kind = `${place} ${status}`;
    let counter = this.counters.get(kind);
    if (counter === undefined) this.counters.set(kind, (counter = this.requests.labels(method, route, String(status))));
    counter.inc();
  }
}
