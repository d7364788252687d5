import type { Run, RunCause, RunDay } from './run';

/**
 * Somebody asks for a day's reconciliation (R25): one that waits or failed is tried again at once and is the same run, one
 * that is under way goes on, and one that has ended, or was never begun, is followed by a new one. The schedule begins
 * only a day that has none yet.
 */
export function requestRun(
  latest: Run | undefined,
  { day, role }: RunDay,
  { cause, now }: { readonly cause: RunCause; readonly now: number },
): Run {
  if (latest?.state === 'RUNNING') return latest;
  if (cause === 'schedule' && latest !== undefined) return latest;
  if (latest?.state === 'WAITING' || latest?.state === 'FAILED')
    return { ...latest, dueAt: Math.min(latest.dueAt, now) };
  const runNo = (latest?.runNo ?? 0) + 1;
  return { day, role, runNo, state: 'WAITING', cause, startedAt: now, dueAt: now, stage: '', rowsDone: 0, rowsAll: 0 };
}
