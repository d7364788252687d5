import type { DecideContext, NewIds, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import type { Command, RecordCommand, SetAsideWaitingCommand, TakeUpWaitingCommand } from './command';
import type { OutcomeOf } from './outcome';

/** Which person a relationship belongs to, where that is known; of what is recorded it never changes. */
export interface OwnerHints {
  get(relationshipId: string): string | undefined;
}

/** Everything the ledger has to know of one kind of command. */
export interface CommandKind<Given extends Command> {
  /** What a person waits for at a window: turned away where the queue is full or the database gone. */
  readonly isRequest: boolean;
  /** The relationship it is about, of which what waits is read along; undefined where it is about none. */
  relationshipOf(command: Given): string | undefined;
  /** The person whose file and lock it needs; undefined where it needs none, or nobody is known yet. */
  owner(command: Given, owners: OwnerHints): string | undefined;
  /** By what it finds its lane where it has neither owner nor relationship. */
  laneKey?(command: Given): string;
  /** Asks for what deciding needs, before anything is read; its owner is asked for already. */
  want(command: Given, files: FileSet, newIds: NewIds): void;
  /** The commands that it is made of: what these concern is locked and read for it. */
  parts?(command: Given): readonly Command[];
  decide(command: Given, files: FileSet, context: DecideContext): OutcomeOf<Given> | NotYet;
  /** What to do instead with one that fails all by itself; without anything, whoever sent it is told. */
  whenItFailsAlone?(command: Given): InsteadOf<Given> | undefined;
}

/** A record's command gives way to another of that record, one of the waiting room's to another, all else to its kind. */
type InsteadOf<Given extends Command> = Given extends RecordCommand
  ? RecordCommand
  : Given extends WaitingRoomCommand
    ? WaitingRoomCommand
    : Given;

type WaitingRoomCommand = TakeUpWaitingCommand | SetAsideWaitingCommand;
