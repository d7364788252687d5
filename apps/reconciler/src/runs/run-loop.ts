import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from '@libs/mutual-aid';
import { runKey } from '@libs/province-store';
import type { RunClaims } from './run-claims';
import type { Runner } from './runner';
import type { RunTable } from './run-table';
import type { ScheduledDays } from './schedule-days';

/** So often it is looked whether a run is asked for, ms. */
const LOOKS = 1000;
/** A run that was broken off is tried again after this, ms, and after twice as much each time; at most after */
const AGAIN_AFTER = 2000;
const AGAIN_AT_MOST = 300_000;

/** What the loop is given. */
export interface RunLoopParts {
  readonly schedule: ScheduledDays;
  readonly table: RunTable;
  readonly claims: RunClaims;
  readonly runner: Runner;
  /** ms UTC */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told of each look that went well, */
  readonly works: () => void;
  /** and of what did not: a run, or the looking itself. */
  readonly trouble: (error: unknown, run?: Run) => void;
}

/** Carries out whatever run is asked for or due, the oldest day first, until the stop. */
export class RunLoop {
  /** Runs that were broken off, how often, and when they may be tried again (ms, monotonic). */
  private readonly brokenOff = new Map<string, { readonly times: number; readonly until: number }>();

  constructor(private readonly parts: RunLoopParts) {}

  /** Resolves once the signal aborts and the run under way has ended or was broken off. */
  async keepRunning(): Promise<void> {
    const { signal, schedule, works, trouble } = this.parts;
    while (!signal.aborted) {
      try {
        await schedule.look();
        while ((await this.takesOne()) && !signal.aborted);
        works();
      } catch (error) {
        if (!signal.aborted) trouble(error);
      }
      await delay(LOOKS, undefined, { signal }).catch(() => undefined);
    }
    this.parts.claims.close();
    this.parts.table.close();
  }

  /** Whether there was one to be carried out. */
  private async takesOne(): Promise<boolean> {
    const { table, runner, now, signal, trouble } = this.parts;
    let isDonorDayUnderWay = false;
    for (const run of await table.due(now())) {
      if (signal.aborted) return false;
      if (!this.mayBeTried(run)) continue;
      // A later donor day may need what an earlier one is about to apply.
      if (isDonorDayUnderWay && run.role === 'donor') continue;
      try {
        if ((await runner.carryOut(run)) === 'done') {
          this.brokenOff.delete(runKey(run));
          return true;
        }
        isDonorDayUnderWay ||= run.role === 'donor';
      } catch (error) {
        if (signal.aborted) return false;
        this.note(run);
        trouble(error, run);
      }
    }
    return false;
  }

  private mayBeTried(run: Run): boolean {
    return (this.brokenOff.get(runKey(run))?.until ?? 0) <= performance.now();
  }

  private note(run: Run): void {
    const times = (this.brokenOff.get(runKey(run))?.times ?? 0) + 1;
    const after = Math.min(AGAIN_AFTER * 2 ** (times - 1), AGAIN_AT_MOST);
    this.brokenOff.set(runKey(run), { times, until: performance.now() + after });
  }
}
