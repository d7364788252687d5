import type { Command } from '../commands/command';
import type { OwnerHints } from '../commands/command-kind';
import { commandKindOf, withParts } from '../commands/registry';
import type { Pending } from './submission';
import type { Way } from './together';

/** The first pause between two looks whether somebody's row is free again, and the longest, ms. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1000;

/**
 * The commands of people whose rows somebody else holds locked for long: here they wait, and the others of their lane go
 * on. A person stays apart until a look finds the row free, though nothing of theirs should wait any more.
 */
export class SetApart {
  private readonly persons = new Map<string, Apart[]>();
  private ways = new Map<Way, string>();
  private pause = FIRST_PAUSE;
  /** By the monotonic clock. */
  private lookAt = 0;

  constructor(private readonly owners: OwnerHints) {}

  /** Commands that wait here. */
  get length(): number {
    let length = 0;
    for (const [, those] of this.persons) length += those.length;
    return length;
  }

  /** In how many ms somebody is to be looked at; Infinity where nobody is here. */
  get dueIn(): number {
    return this.persons.size === 0 ? Infinity : Math.max(0, this.lookAt - performance.now());
  }

  /** Everybody's. */
  get all(): Pending[] {
    return [...this.persons.values()].flatMap((those) => those.map(({ pending }) => pending));
  }

  /** These people's rows are locked. */
  begin(psnNos: readonly string[]): void {
    for (const psnNo of psnNos) if (!this.persons.has(psnNo)) this.persons.set(psnNo, []);
    this.pause = FIRST_PAUSE;
    this.lookAt = performance.now() + this.pause;
  }

  /** Takes in what concerns somebody who is here, or goes one way with what does; gives the rest, in its order. */
  takeIn(commands: readonly Pending[]): Pending[] {
    return commands.filter((pending) => !this.joins(pending));
  }

  /** The next `most` people to be looked at: each look begins with those whom the last ones left out. */
  next(most: number): string[] {
    const found = [...this.persons.keys()].slice(0, most);
    for (const psnNo of found) {
      const those = this.persons.get(psnNo) ?? [];
      this.persons.delete(psnNo);
      this.persons.set(psnNo, those);
    }
    this.lookAt = performance.now() + this.pause;
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    return found;
  }

  /** The person is not here any more; gives what waited, in its order. */
  release(psnNo: string): Pending[] {
    const those = this.persons.get(psnNo) ?? [];
    this.persons.delete(psnNo);
    for (const { pending } of those) this.ways.delete(pending.way);
    return those.map(({ pending }) => pending);
  }

  /** Nobody is here any more; gives what waited. */
  takeAll(): Pending[] {
    return [...this.persons.keys()].flatMap((psnNo) => this.release(psnNo));
  }

  /** Keeps of what has waited here for `since` ms only what this gives back. */
  sift(keep: (waiting: readonly Pending[]) => Pending[], since = 0): void {
    const before = performance.now() - since;
    this.ways = new Map();
    for (const [psnNo, those] of this.persons) {
      const old = those.filter((each) => each.since <= before).map(({ pending }) => pending);
      const kept = new Set(keep(old));
      const left = those.filter((each) => each.since > before || kept.has(each.pending));
      this.persons.set(psnNo, left);
      for (const { pending } of left) this.ways.set(pending.way, psnNo);
    }
  }

  private joins(pending: Pending): boolean {
    if (this.persons.size === 0) return false;
    const { way, command } = pending;
    const psnNo = this.ways.get(way) ?? this.whoIsHere(command);
    const those = psnNo === undefined ? undefined : this.persons.get(psnNo);
    if (psnNo === undefined || those === undefined) return false;
    those.push({ pending, since: performance.now() });
    this.ways.set(way, psnNo);
    return true;
  }

  /** The person it concerns; of several, one who is here. */
  private whoIsHere(command: Command): string | undefined {
    const persons = withParts([command]).map((each) => commandKindOf(each).owner(each, this.owners));
    return persons.find((psnNo) => psnNo !== undefined && this.persons.has(psnNo));
  }
}

interface Apart {
  readonly pending: Pending;
  /** By the monotonic clock. */
  readonly since: number;
}
