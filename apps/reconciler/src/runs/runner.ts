import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from '@libs/mutual-aid';
import { Progress } from '../watching/progress';
import { DayRun } from './carry-out-run';
import type { RunClaims } from './run-claims';
import type { RunParts } from './run-parts';

/** So often a run's row is told how far it has come, ms. */
const TELLS = 1000;

/** Carries out runs one after the other, each under its claim. */
export class Runner {
  constructor(
    private readonly claims: RunClaims,
    private readonly parts: RunParts,
    private readonly stopping: AbortSignal,
  ) {}

  /**
   * Carries out a run that is due, unless somebody else does. Rejects where it was broken off, by the database's absence or
   * the stop: then it stays RUNNING, and whoever takes it up next goes on with it.
   */
  async carryOut(run: Run): Promise<'done' | 'somebody else does'> {
    const claim = await this.claims.take(run);
    if (claim === undefined) return 'somebody else does';
    try {
      const { table, clock, watch } = this.parts;
      // It may have been carried out since it was read.
      const found = await table.find(run);
      const now = clock.now();
      if (found === undefined || !isDue(found, now)) return 'done';
      await table.begin(found, now);
      const progress = new Progress(found);
      watch.begins(progress);
      await this.underClaim(found, progress, AbortSignal.any([this.stopping, claim.lost]));
      const after = await table.find(found);
      if (after !== undefined) watch.ended(after);
      return 'done';
    } finally {
      await claim.release();
    }
  }

  private async underClaim(run: Run, progress: Progress, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const telling = this.tell(run, progress, over.signal);
    try {
      await new DayRun(run, this.parts, progress, signal).carryOut();
    } finally {
      over.abort();
      this.parts.watch.rests();
      await telling;
    }
  }

  private async tell(run: Run, progress: Progress, over: AbortSignal): Promise<void> {
    for (;;) {
      await delay(TELLS, undefined, { signal: over, ref: false }).catch(() => undefined);
      if (over.aborted) return;
      const { rowsDone, rowsAll } = progress.look();
      // Whether the database is there is told by the work itself.
      await this.parts.table.note(run, { rowsDone, rowsAll }).catch(() => undefined);
    }
  }
}

/** Whether a run is to be carried out now. */
function isDue({ state, dueAt }: Run, now: number): boolean {
  return state === 'RUNNING' || ((state === 'WAITING' || state === 'FAILED') && dueAt <= now);
}
