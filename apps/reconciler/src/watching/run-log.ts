import { formatDay } from '@libs/national-platform';
import { fenToYuan, type Run } from '@libs/mutual-aid';
import type { Log } from '@libs/operations';
import type { Progress } from './progress';
import type { RunFigures } from './run-figures';

/** So often the log tells how far a run has come, ms. */
const TELLS = 5000;

/** What log and figures tell of runs. */
export class RunLog {
  private telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Log,
    private readonly figures: RunFigures,
  ) {}

  /** A run begins, or goes on. */
  begins(progress: Progress): void {
    this.figures.begins(progress);
    this.log.info({ ...named(progress.run), cause: progress.run.cause }, 'a reconciliation begins');
    clearInterval(this.telling);
    this.telling = setInterval(
      () => this.log.info({ ...named(progress.run), ...progress.look() }, 'reconciling'),
      TELLS,
    );
    this.telling.unref();
  }

  /** Nobody works on it any more. */
  rests(): void {
    clearInterval(this.telling);
    this.figures.rests();
  }

  /** What became of it. */
  ended(run: Run): void {
    this.figures.ended(run);
    const { state, reason, figures } = run;
    const counted = figures && {
      cnt: Number(figures.count),
      amt: fenToYuan(figures.amount),
      diff_cnt: Number(figures.differences),
      diff_amt: fenToYuan(figures.differenceAmount),
    };
    const level = state === 'BALANCED' ? 'info' : 'warn';
    this.log[level]({ ...named(run), state, reason, ...counted }, 'a reconciliation came to its end');
  }
}

function named({ day, role, runNo }: Run) {
  return { date: formatDay(day), role, run_no: runNo };
}
