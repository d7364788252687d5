/** After a request others are expected for so long, ms. */
const ABOUT_FOR = 5000;
/** Records of a batch at most while requests are about: whoever comes waits for the batches under way, and for their own. */
const RECORDS_BESIDE = 100;

/** Whether people at windows ask just now: then batches of records are small, and at all other times full. */
export class RecentRequests {
  private last = -Infinity;
  private change = Promise.withResolvers<void>();

  /** A request has come. */
  note(): void {
    this.last = performance.now();
  }

  /**
   * Resolves once of `records` less than two batches for each of the lanes are there, or no requests are about: the rest
   * waits unread, and does not fill the memory that is looked through again and again.
   */
  async wait(lanes: number, records: () => number): Promise<void> {
    while (this.areAbout && records() >= 2 * lanes * RECORDS_BESIDE) await this.change.promise;
  }

  /** There are fewer records than there were. */
  fewer(): void {
    this.change.resolve();
    this.change = Promise.withResolvers();
  }

  /** Whether more are expected. */
  get areAbout(): boolean {
    return performance.now() - this.last < ABOUT_FOR;
  }

  /** As many records as a batch may have. */
  recordsMost(batchMax: number): number {
    return this.areAbout ? Math.min(RECORDS_BESIDE, batchMax) : batchMax;
  }
}
