import type { DecideContext, NewIds, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import type { Command } from './command';
import type { OutcomeOf } from './outcome';

/** Which person a relationship belongs to, as last seen: a hint that is checked against the row. */
export interface OwnerHints {
  get(relationshipId: string): string | undefined;
}

/** Everything the ledger has to know of one kind of command. */
export interface CommandKind<Given extends Command> {
  /** What a person waits for at a window: turned away where the queue is full or the database gone. */
  readonly isRequest: boolean;
  /** The relationship it is about, where it is about one. */
  relationshipOf?(command: Given): string | undefined;
  /** The person whose file and lock it needs; undefined where it needs none, or nobody is known yet. */
  owner(command: Given, owners: OwnerHints): string | undefined;
  /** By what it finds its lane where it has neither owner nor relationship. */
  laneKey?(command: Given): string;
  /** Asks for what deciding needs, before anything is read; its owner is asked for already. */
  want(command: Given, files: FileSet, newIds: NewIds): void;
  decide(command: Given, files: FileSet, context: DecideContext): OutcomeOf<Given> | NotYet;
  /** What to do instead with one that fails all by itself; without anything, whoever sent it is told. */
  whenItFailsAlone?(command: Given): Command | undefined;
}
