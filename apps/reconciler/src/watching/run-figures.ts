import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Run } from '@libs/mutual-aid';
import type { Progress } from './progress';

/** The reconciler's figures for Prometheus. */
export class RunFigures {
  readonly registry = new Registry();
  private readonly runs = new Counter({
    registers: [this.registry],
    name: 'mutual_aid_reconciliation_runs_total',
    help: 'Runs by role and what became of them; one that is tried again counts each time.',
    labelNames: ['role', 'state'] as const,
  });
  private readonly differences = new Gauge({
    registers: [this.registry],
    name: 'mutual_aid_reconciliation_differences',
    help: 'Discrepancies of the run that ended last, by role.',
    labelNames: ['role'] as const,
  });
  private readonly rows = this.gauge('rows', 'Rows of what the run under way is doing; 0 where none is.', ['which']);
  private readonly rate = this.gauge('rows_per_second', 'Rows a second of the run under way, of the last seconds.');
  private readonly left = this.gauge('seconds_left', 'What is left of what the run under way is doing, seconds.');
  private progress: Progress | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 100 });
  }

  /** A run begins. */
  begins(progress: Progress): void {
    this.progress = progress;
  }

  /** None is under way any more. */
  rests(): void {
    this.progress = undefined;
  }

  /** What became of a run. */
  ended({ role, state, figures }: Run): void {
    this.runs.inc({ role, state });
    if (figures !== undefined) this.differences.set({ role }, Number(figures.differences));
  }

  /** The text a scrape gets. */
  scrape(): Promise<string> {
    const shown = this.progress?.look();
    this.rows.set({ which: 'done' }, shown?.rowsDone ?? 0);
    this.rows.set({ which: 'all' }, shown?.rowsAll ?? 0);
    this.rate.set(shown?.rate ?? 0);
    this.left.set(shown?.left ?? 0);
    return this.registry.metrics();
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> {
    return new Gauge({ registers: [this.registry], name: `mutual_aid_reconciliation_${name}`, help, labelNames });
  }
}
