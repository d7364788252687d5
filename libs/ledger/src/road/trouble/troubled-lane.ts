import type { LaneConnection } from '../lane-connection';
import type { LaneContext } from '../lane-context';
import type { LanePause } from '../lane-pause';
import type { LaneQueue } from '../lane-queue';

/** Tries of a batch that fails, or meets others' locks, before its commands are tried one by one. */
export const ATTEMPTS = 5;
/** The longest pause between two tries, ms. */
export const LONGEST_PAUSE = 2000;

/** A lane as seen by those who deal with a batch that failed in it. */
export interface TroubledLane {
  readonly context: LaneContext;
  readonly queue: LaneQueue;
  readonly connection: LaneConnection;
  readonly pause: LanePause;
}

/** What a batch has met with so far. */
export interface Met {
  failures: number;
  outages: number;
  conflicts: number;
  /** By the monotonic clock. */
  conflictsSince: number | undefined;
}
