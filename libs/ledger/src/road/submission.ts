import type { Command } from '../commands/command';
import type { Outcome } from '../commands/outcome';
import type { Way } from './together';

/** Commands handed in together. A plain object for all of them, because a promise a command costs at thousands a second. */
export class Submission {
  /** Every outcome in the order of the commands; rejects where one of them was not done. */
  readonly outcomes: Promise<Outcome[]>;
  private readonly noted: Outcome[];
  private open: number;
  private readonly resolve: (outcomes: Outcome[]) => void;
  private readonly reject: (error: Error) => void;

  constructor(readonly commands: readonly Command[]) {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
    this.outcomes = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.open = commands.length;
    this.noted = new Array<Outcome>(commands.length);
    if (this.open === 0) resolve([]);
  }

  /** Notes what became of one. */
  note(index: number, outcome: Outcome): void {
    this.noted[index] = outcome;
    if (--this.open === 0) this.resolve(this.noted);
  }

  /** One was not done; the others go on. */
  fail(error: Error): void {
    this.reject(error);
  }
}

/** A command on its way, with its place in what was handed in. */
export class Pending {
  /** Its place in the order of its lane; the lane's queue gives it. */
  place = 0;

  constructor(
    readonly command: Command,
    /** What it shares with those that must keep their order with it. */
    readonly way: Way,
    private readonly submission: Submission,
    private readonly index: number,
  ) {}

  /** Told after the commit. */
  resolve(outcome: Outcome): void {
    this.way.leave();
    this.submission.note(this.index, outcome);
  }

  /** Nothing of it was done, or nobody knows. */
  reject(error: Error): void {
    this.way.leave();
    this.submission.fail(error);
  }

  /** The same place for another command. */
  replacedBy(command: Command): Pending {
    const instead = new Pending(command, this.way, this.submission, this.index);
    instead.place = this.place;
    return instead;
  }
}
