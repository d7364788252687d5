import { commandKindOf } from '../commands/registry';
import type { Pending } from './submission';

/** The commands that wait in a lane, and how many of them its next batch may have. */
export class LaneQueue {
  private waiting: Pending[] = [];
  /** One after a failure, and more again with each batch that was committed. */
  private most: number;

  constructor(private readonly batchMax: number) {
    this.most = batchMax;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Whether a person at a window waits among them. */
  get hasRequest(): boolean {
    return this.waiting.some(({ command }) => commandKindOf(command).isRequest);
  }

  push(pending: Pending): void {
    this.waiting.push(pending);
  }

  /** The next batch. */
  take(): Pending[] {
    return this.waiting.splice(0, this.most);
  }

  /** Everything that waits. */
  takeAll(): Pending[] {
    return this.waiting.splice(0);
  }

  /** A batch was committed: the next may be twice as large. */
  grow(): void {
    this.most = Math.min(this.most * 2, this.batchMax);
  }

  /** Puts a batch back before all others; batches have no more than `most` for now. */
  putBack(batch: readonly Pending[], most: number): void {
    this.most = most;
    this.waiting = [...batch, ...this.waiting];
  }

  /** Puts one back behind all that have another way: those of its own stay behind it. */
  postpone(pending: Pending): void {
    const isSame = ({ way }: Pending): boolean => way.key === pending.way.key;
    this.waiting = [...this.waiting.filter((each) => !isSame(each)), pending, ...this.waiting.filter(isSame)];
  }

  /** Keeps of what waits only what this gives back. */
  sift(keep: (waiting: readonly Pending[]) => Pending[]): void {
    this.waiting = keep(this.waiting);
  }
}
