import type { Ledger } from '@libs/ledger';
import type { Run, RunDay } from '@libs/mutual-aid';
import type { DayFetched } from '@libs/national-platform';
import type { Clock } from '@libs/operations';
import type { DatabaseAddress } from '@libs/province-store';
import type { StageGiven, StageName, StageResults } from '../books/stage';
import type { Progress } from '../watching/progress';
import type { RunTable } from './run-table';

/** What carrying out runs is given. */
export interface RunParts {
  readonly ledger: Pick<Ledger, 'submit' | 'submitAll'>;
  readonly table: RunTable;
  readonly database: DatabaseAddress;
  readonly clock: Clock;
  /** When a WAITING or FAILED day is tried again, ms. */
  readonly retryAfter: number;
  folderOf(asked: RunDay): string;
  /** Gets the files of a day into its folder. */
  fetchDay(asked: RunDay, folder: string, signal: AbortSignal): Promise<DayFetched>;
  /** One stage, in a process of its own. */
  runStage<Name extends StageName>(name: Name, given: StageGiven, signal: AbortSignal): Promise<StageResults[Name]>;
  /** Told of each run that begins, what it does and what became of it. */
  readonly watch: RunWatch;
}

/** Told of runs, for log, figures and terminal. */
export interface RunWatch {
  begins(progress: Progress): void;
  /** Nobody works on it any more, whether it came to its end or not. */
  rests(): void;
  ended(run: Run): void;
}
