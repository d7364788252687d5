import type { Fen } from '../money';

/** As which region a day is reconciled: the donors' (R23) or the beneficiaries' (R24). */
export type RunRole = 'donor' | 'benef';

/** WAITING: not begun, or its files are not there yet. WAITING and FAILED are tried again as the same run (R25). */
export type RunState = 'WAITING' | 'RUNNING' | 'BALANCED' | 'UNBALANCED' | 'FAILED';

/** What had a run made. */
export type RunCause = 'M501' | 'operator' | 'schedule' | 'command line' | 'earlier day';

/** A day in one role; the day as periodsOf() numbers it. */
export interface RunDay {
  readonly day: number;
  readonly role: RunRole;
}

/** What a run came to (R26). Amounts in fen. */
export interface RunFigures {
  /** Our own lines of the day. */
  readonly count: bigint;
  readonly amount: Fen;
  /** The run's discrepancies, but for those that were closed and have the same figures still. */
  readonly differences: bigint;
  readonly differenceAmount: Fen;
}

/** One reconciliation of a day in one role (R25). */
export interface Run extends RunDay {
  /** Counts from 1 per day and role. */
  readonly runNo: number;
  readonly state: RunState;
  readonly cause: RunCause;
  /** Of one that is BALANCED or UNBALANCED. */
  readonly figures?: RunFigures | undefined;
  /** ms UTC */
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** When it is tried next, while WAITING or FAILED. */
  readonly dueAt: number;
  /** What it is doing, and how far it has come with it. */
  readonly stage: string;
  readonly rowsDone: number;
  readonly rowsAll: number;
  /** Why it is WAITING or FAILED, for an operator. */
  readonly reason?: string | undefined;
}

/** What the platform is told of a run that ended (M511, R26). */
export interface RunReport extends RunDay, RunFigures {
  /** Its own: the msgid under which it is first sent. */
  readonly id: string;
  readonly runNo: number;
}

/** A BALANCED run has no discrepancy that counts (R26). */
export function resultOf({ differences }: Pick<RunFigures, 'differences'>): 'BALANCED' | 'UNBALANCED' {
  return differences === 0n ? 'BALANCED' : 'UNBALANCED';
}
