import { isFinal, type BookedRelationship, type Books } from '../books';
import type { Post } from '../post';
import type { Answer } from '../answer';
import { refused } from '../refused';
import type { Turns } from '../turns';
import { GOES_ON_AT, isCancellable, isRunning, type RunningState } from './steps';
import { Termination, type TerminationCause } from './termination';

const ROUNDS = 30;

/** The terminations that are asked for, each in the turn of its relationship. */
export class Terminating {
  readonly misprints = new Map<string, string>();
  /** Fruitless rounds after which the platform cancels by itself. */
  rounds = ROUNDS;
  private readonly newest = new Map<string, Termination>();

  constructor(
    private readonly books: Books,
    private readonly post: Post,
    private readonly turns: Turns,
  ) {}

  /** The newest termination of a relationship. */
  of(mulaidRelId: string): Termination | undefined {
    return this.newest.get(mulaidRelId);
  }

  /** Every termination since the start, the newest of each relationship. */
  all(): Termination[] {
    return [...this.newest.values()];
  }

  /** Begins one, or goes on with the one that runs; resolves when that rests. From "auto" there is no way back (R29). */
  async begin(relationship: BookedRelationship, cause: TerminationCause): Promise<void> {
    const known = this.newest.get(relationship.mulaid_rel_id);
    if (known && known.state !== 'CANCELLED') {
      if (cause.initiator === 'auto') known.cause.initiator = 'auto';
      await this.goOn(relationship).done;
      return;
    }
    // Nothing new is taken in for it from now on; what is in hand comes to its end first.
    if (relationship.state === 'EFFECTIVE') relationship.state = 'TERMINATING';
    const { post, misprints, rounds } = this;
    const fault = (text: string): void => void this.books.faults.push(text);
    const termination = new Termination(relationship, cause, { post, misprints, rounds, fault });
    this.newest.set(relationship.mulaid_rel_id, termination);
    await this.run(termination, 'ASKING');
  }

  private async run(termination: Termination, from: RunningState): Promise<void> {
    const { relationship } = termination;
    await this.turns.take(relationship.mulaid_rel_id, async () => {
      if (isFinal(relationship)) return;
      relationship.state = 'TERMINATING';
      await termination.run(from);
      if (termination.state === 'CANCELLED') relationship.state = 'EFFECTIVE';
      if (termination.state !== 'TERMINATED') return;
      relationship.state = 'TERMINATED';
      for (const limit of relationship.limits) if (limit.state === 'EFFECTIVE') limit.state = 'CLOSED';
    });
  }

  /** M303, where it is not too late and nobody's insurance ended. */
  cancel(relationship: BookedRelationship, reason: string): { answer: Answer; done: Promise<void> } {
    const termination = this.newest.get(relationship.mulaid_rel_id);
    const isOpen = termination && relationship.state === 'TERMINATING' && isCancellable(termination.state);
    if (!isOpen || termination.cause.initiator === 'auto')
      return { answer: refused('E31', 'mulaid_rel_id'), done: Promise.resolve() };
    termination.cancel(reason);
    const done = isRunning(termination.state) ? Promise.resolve() : this.run(termination, 'CANCELLING');
    return { answer: { infcode: '0' }, done };
  }

  /** A person lets one that rests go on. */
  goOn(relationship: BookedRelationship): { answer: Answer; done: Promise<void> } {
    const termination = this.newest.get(relationship.mulaid_rel_id);
    const from = termination && !isRunning(termination.state) ? GOES_ON_AT[termination.state] : undefined;
    if (!termination || !from) return { answer: refused('E31', 'mulaid_rel_id'), done: Promise.resolve() };
    return { answer: { infcode: '0' }, done: this.run(termination, from) };
  }
}
