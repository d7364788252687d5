const MINUTE = 60_000;

/** Lets so many lines a minute through: what others can bring about as often as they like must not fill the disk. */
export class LineLimit {
  private began = -Infinity;
  private lines = 0;
  private left = 0;

  constructor(
    private readonly most: number,
    /** ms, monotonic */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How many lines were left out since the last one; undefined where this one is to be left out too. */
  leftOut(): number | undefined {
    if (this.now() - this.began >= MINUTE) {
      this.began = this.now();
      this.lines = 0;
    }
    if (++this.lines > this.most) {
      this.left++;
      return undefined;
    }
    const { left } = this;
    this.left = 0;
    return left;
  }
}
