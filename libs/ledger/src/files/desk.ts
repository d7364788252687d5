/** What of one read was asked for, and for which keys it was answered: a key answered without rows has none. */
export abstract class Desk<Row> {
  private readonly answered = new Set<string>();
  private readonly asking = new Set<string>();

  /** Asks for a key to be read before the batch is decided again; once it was answered this does nothing. */
  ask(key: string): void {
    if (!this.answered.has(key)) this.asking.add(key);
  }

  /** The keys not answered yet. */
  asked(): ReadonlySet<string> {
    return this.asking;
  }

  /** Whether the key was answered: what is not there then does not exist. */
  isRead(key: string): boolean {
    return this.answered.has(key);
  }

  /** Asks once more for every key that was answered. */
  askAgain(): void {
    for (const key of this.answered) this.asking.add(key);
    this.answered.clear();
  }

  /** Takes the answer to everything asked. */
  take(rows: readonly Row[]): void {
    for (const key of this.asking) this.answered.add(key);
    this.asking.clear();
    for (const row of rows) this.keep(row);
  }

  protected abstract keep(row: Row): void;
}

/** A desk whose rows are kept elsewhere. */
export class DeskFor<Row> extends Desk<Row> {
  constructor(protected readonly keep: (row: Row) => void) {
    super();
  }
}
