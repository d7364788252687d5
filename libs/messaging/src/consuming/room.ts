/** How much may be in hand at once, of all partitions together. Whoever wants more waits, however often. */
export class Room {
  private records = 0;
  private bytes = 0;
  private isClosed = false;
  private isHeld = false;
  private change = Promise.withResolvers<void>();

  constructor(
    private readonly recordsMost: number,
    private readonly bytesMost: number,
  ) {}

  /** Resolves once there is room for more, or none is needed any more. */
  async wait(): Promise<void> {
    while (!this.isClosed && (this.isHeld || this.records >= this.recordsMost || this.bytes >= this.bytesMost))
      await this.change.promise;
  }

  /** Whether less than half of it is taken. */
  get isMostlyFree(): boolean {
    return this.records < this.recordsMost / 2 && this.bytes < this.bytesMost / 2;
  }

  /** Something comes into hand. */
  take(records: number, bytes: number): void {
    this.records += records;
    this.bytes += bytes;
  }

  /** It is out of hand. */
  give(records: number, bytes: number): void {
    this.take(-records, -bytes);
    this.tell();
  }

  /** While held nothing more comes into hand: the group is being shared out anew. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.tell();
  }

  /** Nobody waits any more. */
  close(): void {
    this.isClosed = true;
    this.tell();
  }

  private tell(): void {
    this.change.resolve();
    this.change = Promise.withResolvers();
  }
}
