import { msgidTime } from './times';

/** A block of serials that no one else uses. */
export interface SerialBlock {
  readonly first: number;
  readonly size: number;
}

/** Makes msgids: sender (6) + yyyyMMddHHmmss (14) + serial (10), unique for ever (§1). */
export class MsgidMaker {
  private serial = 0;
  private end = 0;
  private taking: Promise<void> | undefined;

  constructor(
    private readonly sender: string,
    private readonly takeBlock: () => Promise<SerialBlock>,
  ) {}

  /** Makes sure of serials for `count` msgids, at most a block. */
  async reserve(count: number): Promise<void> {
    // Whoever comes meanwhile waits for the same block: hundreds begin at once when a gateway starts.
    while (this.serial + count > this.end) await (this.taking ??= this.take().finally(() => (this.taking = undefined)));
  }

  /** A new msgid at `now`, with a block of serials taken where one is needed. */
  async next(now: number): Promise<string> {
    await this.reserve(1);
    return this.make(now);
  }

  private async take(): Promise<void> {
    const block = await this.takeBlock();
    this.serial = block.first;
    this.end = block.first + block.size;
  }

  /** A new msgid at `now` (ms UTC), of those reserved. */
  make(now: number): string {
    if (this.serial >= this.end) throw new Error('no serial was reserved for this msgid');
    return `${this.sender}${msgidTime(now)}${String(this.serial++ % 10_000_000_000).padStart(10, '0')}`;
  }
}
