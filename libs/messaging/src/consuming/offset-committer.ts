import { setTimeout as delay } from 'node:timers/promises';
import type { OwnPartition } from './own-partition';

/** An offset to commit: everything of the partition before it is done. */
export interface DoneOffset {
  readonly own: OwnPartition;
  readonly offset: bigint;
}

/** Between two requests, ms: a commit costs the broker the same for one batch as for ten. */
const GATHER = 20;
const TRY_AGAIN_AFTER = 200;
/** When a single partition is tried again, which must not keep the others waiting, ms. */
const LATER = 1000;

/** Commits what is done, one request at a time; what becomes done meanwhile goes along with the next. */
export class OffsetCommitter {
  private readonly ready = new Set<OwnPartition>();
  private committing: Promise<void> | undefined;
  private isClosed = false;

  /** `commit` rejects where it could not, resolves with those it was refused for; `committed` hears of the others. */
  constructor(
    private readonly commit: (offsets: readonly DoneOffset[]) => Promise<readonly OwnPartition[]>,
    private readonly committed: (own: OwnPartition) => void,
  ) {}

  /** There is something new to commit of a partition. */
  note(own: OwnPartition): void {
    if (this.isClosed) return;
    this.ready.add(own);
    this.committing ??= this.commitReady();
  }

  /** Resolves once everything noted is committed, or nobody may commit it any more. */
  async allCommitted(): Promise<void> {
    await this.committing;
  }

  /** Ends without what is left: it will be read again. */
  close(): void {
    this.isClosed = true;
  }

  private async commitReady(): Promise<void> {
    // What becomes ready in the same moment goes along.
    await Promise.resolve();
    while (this.ready.size > 0 && !this.isClosed) {
      const offsets = [...this.ready]
        .filter((own) => own.isAssigned && !own.isGone)
        .map((own) => ({ own, offset: own.done }));
      this.ready.clear();
      if (offsets.length > 0) await this.commitAll(offsets);
    }
    this.committing = undefined;
  }

  private async commitAll(offsets: readonly DoneOffset[]): Promise<void> {
    const left = new Set(await this.commit(offsets).catch(() => offsets.map(({ own }) => own)));
    for (const { own, offset } of offsets) {
      if (left.has(own)) continue;
      own.committed = offset;
      this.committed(own);
    }
    if (left.size === 0) await delay(GATHER);
    else if (left.size === offsets.length) {
      for (const own of left) this.ready.add(own);
      await delay(TRY_AGAIN_AFTER);
    } else for (const own of left) setTimeout(() => this.note(own), LATER).unref();
  }
}
