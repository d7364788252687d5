/** Whether a batch must look into the waiting room. */
export type WaitingRoomState = 'may hold' | 'empty';

/**
 * What this process knows of the waiting room, so that the usual batch need not ask for it: nobody waits. Another
 * replica's arrival is noticed by the sweep, within half a second.
 */
export class WaitingRoom {
  private arrivals = 0;
  private arriving = 0;
  private seenEmptyAt: number | undefined;

  get state(): WaitingRoomState {
    return this.arriving === 0 && this.seenEmptyAt === this.arrivals ? 'empty' : 'may hold';
  }

  /** Runs a write that puts messages into the room. */
  async duringArrival<T>(write: () => Promise<T>): Promise<T> {
    this.arrivals++;
    this.arriving++;
    try {
      return await write();
    } finally {
      this.arriving--;
    }
  }

  /** Notes what a look into the room found, and gives it; a look during which messages arrived says nothing. */
  async look(isEmpty: () => Promise<boolean>): Promise<boolean> {
    const before = this.arrivals;
    const wasQuiet = this.arriving === 0;
    const empty = await isEmpty();
    this.seenEmptyAt = empty && wasQuiet ? before : undefined;
    return empty;
  }
}
