/** A stretch of a partition that was taken, and whether all before its end is done. */
export interface Stretch {
  /** The offset after its last. */
  readonly next: bigint;
  isDone: boolean;
}

/** What one fetch takes of a partition: several hundred messages. More would only lie in memory. */
export const BYTES_A_FETCH = 512 * 1024;

/** A partition that the group gave to this process: how far it was read, handled and committed. */
export class OwnPartition {
  /** The next offset to read; undefined until it is found out. */
  position: bigint | undefined;
  /** Id of the topic; empty until it is found out. */
  topicId = '';
  /** The leading broker, -1 where there is none. */
  leader = -1;
  /** Bytes a fetch may take; grows with a batch that is larger. */
  fetchBytes = BYTES_A_FETCH;
  /** Whether what was committed is of no use here: out of range, or of the topic's earlier incarnation. */
  isFromStart = false;
  /** Whether the group gives it to this process now; only then is it fetched and committed. */
  isAssigned = true;
  /** Whether its position was compared with what the group has committed, since it was assigned. */
  isLocated = false;
  /** Given to another member, or deleted: nothing of it is tried again or committed any more. */
  isGone = false;
  /** Batches in hand that failed and are tried again; nothing more is read meanwhile. */
  failing = 0;
  /** Not asked for before then, ms on the monotonic clock: its broker has just said no. */
  restsUntil = 0;
  /** The offset up to which everything is committed; -1 where nothing is. */
  committed = -1n;
  /** The offset up to which everything is done. */
  done = -1n;
  private readonly stretches: Stretch[] = [];

  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {}

  /** topic/partition */
  get name(): string {
    return `${this.topic}/${this.partition}`;
  }

  /** Begins to read at an offset. */
  startAt(position: bigint, committed: bigint): void {
    this.position = position;
    this.committed = committed;
    this.done = committed;
    this.isFromStart = false;
    this.isLocated = true;
  }

  /** Whether it can go on from an offset that the group has committed: what lies between is in hand or done here. */
  canGoOnFrom(committed: bigint): boolean {
    return this.position !== undefined && this.committed <= committed && committed <= this.done;
  }

  /** Whether it can be fetched now. */
  isFetchable(now: number): boolean {
    return this.isAssigned && this.isLocated && !this.isGone && this.failing === 0 && this.restsUntil <= now;
  }

  /** What lies before `next` was taken; the next read begins there. */
  take(next: bigint): Stretch {
    const stretch = { next, isDone: false };
    this.stretches.push(stretch);
    this.position = next;
    return stretch;
  }

  /** A stretch is done. Whether there is something new to commit: not while one before it is in hand. */
  finish(stretch: Stretch): boolean {
    stretch.isDone = true;
    let done = 0;
    while (this.stretches[done]?.isDone) done++;
    const last = this.stretches.splice(0, done).at(-1);
    if (last !== undefined) this.done = last.next;
    return last !== undefined;
  }
}
