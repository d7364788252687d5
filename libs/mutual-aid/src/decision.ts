import type { InsuredPerson } from './insured-person/insured-person';
import type { Limit } from './limit/limit';
import type { Fen } from './money';
import type { Run } from './reconciliation/run';
import type { ClearingComparison, ClearingStatement } from './clearing/clearing';
import type { Comparison } from './relationship/figures';
import type { Relationship } from './relationship/relationship';
import type { Refusal } from './refusal';
import type { PlatformUpload } from './upload/platform-upload';
import type { Reversal, Usage } from './usage/usage';

/** The change of money that a decision makes in a personal account, for the trail (R32). Fen. */
export interface MoneyMoved {
  readonly amount: Fen;
  readonly balance: Fen;
  readonly frozen: Fen;
}

/** A relationship that a decision concerns, before and after it; the same where only its limits changed. */
export interface RelationshipChange {
  /** Absent where the relationship is new. */
  readonly before?: Relationship | undefined;
  readonly after: Relationship;
}

/** Everything that an accepted command changes; the ledger writes it in one transaction. */
export interface Changes {
  readonly refused: false;
  readonly person?: InsuredPerson | undefined;
  readonly relationships?: readonly RelationshipChange[] | undefined;
  readonly limits?: readonly Limit[] | undefined;
  readonly money?: MoneyMoved | undefined;
  /** A new usage (PAID), or one that was reversed just now (REVERSED, with its reversal). */
  readonly usage?: Usage | undefined;
  readonly reversal?: Reversal | undefined;
  /** What the platform is to be told (§5), in the order of recording. */
  readonly uploads?: readonly PlatformUpload[] | undefined;
  /** Runs that were asked for, or ended (R25). */
  readonly runs?: readonly Run[] | undefined;
  /** What the answer to the platform's message says beside its 0 (§3, output). */
  readonly output?: Comparison | ClearingComparison | undefined;
  /** The platform's statement of a month, which replaces an older one (R30). */
  readonly statement?: ClearingStatement | undefined;
  /** The relationship whose usages are to be got from the platform (R28). */
  readonly usagesToFetch?: string | undefined;
}

/** Accepted already, or accepted without effect: answered 0, nothing changes. */
export const NO_CHANGES: Changes = { refused: false };

/** Too early: what it names is not recorded yet (§2). */
export interface Waits {
  readonly refused: 'waits';
}

export const WAITS: Waits = { refused: 'waits' };

/** What a rule says of one command. */
export type Decision = Changes | Refusal;

/** What a rule says of a command that may have arrived too early. */
export type DecisionOrWait = Decision | Waits;
