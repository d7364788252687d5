/** Random numbers that come again with the same seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
  }

  /** One of several. */
  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** The same in another order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j] as Item, result[i] as Item];
    }
    return result;
  }

  /** Two lists as one; within each the order stays. */
  merged<Item>(one: readonly Item[], other: readonly Item[]): Item[] {
    const result: Item[] = [];
    for (let [i, j] = [0, 0]; i < one.length || j < other.length;)
      result.push((this.below(one.length + other.length - i - j) < one.length - i ? one[i++] : other[j++]) as Item);
    return result;
  }
}
