/** After a request others are expected for so long, ms. */
const ABOUT_FOR = 5000;
/** Records of a batch at most while requests are about: whoever comes waits for the batches under way, and for their own. */
const RECORDS_BESIDE = 100;

/** Whether people at windows ask just now: then batches of records are small, and at all other times full. */
export class RecentRequests {
  private last = -Infinity;

  /** A request has come. */
  note(): void {
    this.last = performance.now();
  }

  /** As many records as a batch may have. */
  recordsMost(batchMax: number): number {
    return performance.now() - this.last < ABOUT_FOR ? Math.min(RECORDS_BESIDE, batchMax) : batchMax;
  }
}
