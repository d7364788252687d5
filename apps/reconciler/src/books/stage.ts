import type { Role } from '@libs/mutual-aid';
import type { DatabaseAddress } from '@libs/province-store';

/** MB of what DuckDB keeps in memory; the rest goes to disk. The process takes some 300 more. */
export const MEMORY_LIMIT = 160;

/** What every stage is given. What it leaves stands in the day's folder, and each finds there what those before it left. */
export interface StageGiven {
  /** The day's folder, where `UsageFiles.fetchDay` put the files and their manifest. */
  readonly folder: string;
  readonly database: DatabaseAddress;
  /** As `periodsOf` numbers it. */
  readonly day: number;
  readonly role: Role;
  /** MB that DuckDB may keep in memory, where it needs more than it usually does. */
  readonly memory?: number;
}

/** What became of checking the files; `reason` is for an operator, names file and line, and quotes no row. */
export type CheckResult =
  { readonly ok: true; readonly rows: number; readonly amt: string } | { readonly ok: false; readonly reason: string };

/** What is to be applied: lines in `apply.tsv`, and pairs of relationship and limit in `confirm.tsv`. */
export interface DonorPlan {
  readonly toApply: number;
  readonly toConfirm: number;
}

/** A run's figures (R26): own lines of the day, and the differences that count; sums in fen, as text. */
export interface RunFigures {
  readonly cnt: number;
  readonly amt: string;
  readonly diffCnt: number;
  readonly diffAmt: string;
  /** All that are listed in `discrepancies.tsv`, the CLOSED ones included that do not count. */
  readonly listed: number;
}

/** What the beneficiary region does beside: lines in `confirm.tsv` and `again.tsv`. */
export interface BenefFigures extends RunFigures {
  readonly toConfirm: number;
  readonly toUploadAgain: number;
}

/** What each stage gives, by its name. */
export interface StageResults {
  readonly check: CheckResult;
  readonly 'plan-donor': DonorPlan;
  readonly 'compare-donor': RunFigures;
  readonly 'compare-benef': BenefFigures;
}

/** The stages of a run, in a process of their own, because what they take of memory is given back by its end alone. */
export type StageName = keyof StageResults;
