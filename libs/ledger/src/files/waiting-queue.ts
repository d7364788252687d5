interface Place {
  readonly key: string;
  readonly at: number;
}

/**
 * What waits for one relationship while a batch is decided (§2): whoever may go is given in order of first arrival, and
 * what lacks something is found by what it lacks, so that thousands of them are not gone through for each message.
 */
export class WaitingQueue {
  private readonly arrived: Place[] = [];
  private readonly places = new Map<string, Place>();
  private readonly lacking = new Map<string, Place[]>();
  private reached = 0;
  /** Reached before, and may go after all: before everything not reached yet. The last of them is the earliest. */
  private again: Place[] = [];

  /** A message that waits, behind those that came before; one that is known keeps its place. */
  add(key: string): void {
    if (this.places.has(key)) return;
    const place = { key, at: this.arrived.length };
    this.places.set(key, place);
    this.arrived.push(place);
  }

  /** Whether next() has none to give. */
  get isEmpty(): boolean {
    return this.again.length === 0 && this.reached === this.arrived.length;
  }

  /** The earliest that may have what it needs, and is given once; undefined where none is left. */
  next(): string | undefined {
    const earlier = this.again.pop();
    if (earlier !== undefined) return earlier.key;
    return this.reached < this.arrived.length ? this.arrived[this.reached++]?.key : undefined;
  }

  /** One that next() gave lacks this yet. */
  lacks(key: string, need: string): void {
    const place = this.places.get(key);
    const others = this.lacking.get(need);
    if (place === undefined) return;
    if (others === undefined) this.lacking.set(need, [place]);
    else others.push(place);
  }

  /** What lacked this may go. */
  isHere(need: string): void {
    const ready = this.lacking.get(need);
    if (ready === undefined) return;
    this.lacking.delete(need);
    this.mayGo(ready);
  }

  /** Nobody lacks anything any more. */
  nothingIsLacking(): void {
    if (this.lacking.size === 0) return;
    this.mayGo([...this.lacking.values()].flat());
    this.lacking.clear();
  }

  /** One that next() gave was not handled: it is given again. */
  putBack(key: string): void {
    const place = this.places.get(key);
    if (place !== undefined) this.mayGo([place]);
  }

  private mayGo(places: readonly Place[]): void {
    this.again = [...this.again, ...places].sort((one, other) => other.at - one.at);
  }
}
