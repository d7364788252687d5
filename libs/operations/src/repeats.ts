/** The same line is told again at the earliest after this, ms. */
const AGAIN_AFTER = 5 * 60_000;
/** As many lines are remembered: what a text holds of ids must not fill the memory. */
const MOST = 500;

/** Folds what is said again and again into one line every five minutes, with how often it was left out. */
export class Repeats {
  private readonly told = new Map<string, { at: number; left: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** How often a line was left out since it was last told; undefined where it is to be left out now. */
  leftOut(line: string): number | undefined {
    const known = this.told.get(line);
    if (known !== undefined && this.now() - known.at < AGAIN_AFTER) {
      known.left++;
      return undefined;
    }
    if (this.told.size >= MOST) this.told.clear();
    this.told.set(line, { at: this.now(), left: 0 });
    return known?.left ?? 0;
  }
}
