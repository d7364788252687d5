import type { OwnPartition } from './own-partition';

interface Mark {
  readonly committed: string;
  readonly isAtEnd: boolean;
  /** ms on the monotonic clock */
  readonly movedAt: number;
}

/**
 * When each partition last moved on: its committed offset rose, or everything was read. It outlasts memberships and
 * consumers, so that one that starts again and again without moving on is seen to stand still.
 */
export class Progress {
  private readonly marks = new Map<string, Mark>();
  private readonly began = performance.now();

  /** Notes how far a partition is; `end` is where its log ends, where that is known. */
  note({ name, topicId, committed }: OwnPartition, end?: bigint): void {
    const mark = this.marks.get(name);
    const place = `${topicId}/${committed}`;
    const isAtEnd = end !== undefined && committed >= end;
    const hasMoved = mark === undefined || isAtEnd || mark.isAtEnd || mark.committed !== place;
    this.marks.set(name, { committed: place, isAtEnd, movedAt: hasMoved ? performance.now() : mark.movedAt });
  }

  /** How long a partition has stood still, ms; one that was never read, since the start. */
  standsStillFor(name: string): number {
    return performance.now() - (this.marks.get(name)?.movedAt ?? this.began);
  }
}
