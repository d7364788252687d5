import type { InsuredPerson } from './insured-person/insured-person';
import type { Limit } from './limit/limit';
import type { Fen } from './money';
import type { Relationship, RelationshipState } from './relationship/relationship';
import type { Refusal } from './refusal';
import type { Reversal, Usage } from './usage/usage';

/** The change of money that a decision makes in a personal account, for the trail (R32). Fen. */
export interface MoneyMoved {
  readonly amount: Fen;
  readonly balance: Fen;
  readonly frozen: Fen;
}

/** Everything that an accepted command changes; the ledger writes it in one transaction. */
export interface Changes {
  readonly refused: false;
  readonly person?: InsuredPerson | undefined;
  readonly relationship?: Relationship | undefined;
  readonly limits?: readonly Limit[] | undefined;
  /** The state a relationship left; absent where it is new, or its state did not change. */
  readonly from?: RelationshipState | undefined;
  readonly money?: MoneyMoved | undefined;
  /** A new usage (PAID), or one that was reversed just now (REVERSED, with its reversal). */
  readonly usage?: Usage | undefined;
  readonly reversal?: Reversal | undefined;
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
