import type { DatabaseAddress } from '@libs/province-store';
import type { DecideContext } from '../decide-context';
import type { Owners } from './owners';
import type { RecentRequests } from './recent-requests';
import type { Committed } from './run-batch';
import type { DatabaseTrouble } from './transient';
import type { Turns } from './turns';
import type { WaitingRoom } from './waiting-room';

/** Told, each time, that the database fails one of those who need it, and that it serves that one. */
export interface OutageWatch {
  broke(error: unknown, who: string): void;
  isOver(who: string): void;
}

/** Told, for the figures, what did not go straight. */
export interface RoadWatch {
  /** A batch is run once more. */
  retried(why: DatabaseTrouble): void;
  /** A lane has another connection. */
  reconnected(): void;
}

/** What a lane needs of the ledger around it. */
export interface LaneContext {
  /** As logs and readiness call it. */
  readonly name: string;
  readonly address: DatabaseAddress;
  readonly batchMax: number;
  readonly owners: Owners;
  readonly room: WaitingRoom;
  readonly turns: Turns;
  readonly requests: RecentRequests;
  readonly outage: OutageWatch;
  readonly watch: RoadWatch | undefined;
  decideContext(): DecideContext;
  committed(batch: Committed, seconds: number): void;
  trouble(message: string, error: unknown): void;
}
