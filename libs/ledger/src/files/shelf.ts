import { Desk } from './desk';

/** Whoever is told of every row of a shelf. */
export interface ShelfListener<Row> {
  note(key: string, row: Row): void;
  clear(): void;
}

/**
 * The rows of one table while a batch is decided: as read under its locks, and as changed since. It knows by itself
 * whether a row is new or changed.
 */
export class Shelf<Row extends object> extends Desk<Row> {
  private readonly asRead = new Map<string, Row>();
  private readonly written = new Map<string, Row>();
  private readonly freshKeys = new Set<string>();
  private readonly changedKeys = new Set<string>();
  private readonly removedKeys = new Set<string>();
  /** Those of the removed that the table has, even where a new row takes the place. */
  private readonly goneKeys = new Set<string>();
  private readonly listings: ShelfListener<Row>[] = [];

  constructor(private readonly keyOf: (row: Row) => string) {
    super();
  }

  /** A listing that is told of every row. */
  listedBy(listing: ShelfListener<Row>): void {
    this.listings.push(listing);
  }

  /** The row as it is now, `absent` where it certainly is not there, `unread` where nobody knows. */
  get(key: string): Row | 'absent' | 'unread' {
    return this.find(key) ?? (this.removedKeys.has(key) || this.isRead(key) ? 'absent' : 'unread');
  }

  /** The row as it is now, as far as it was read or put here. */
  find(key: string): Row | undefined {
    if (this.removedKeys.has(key)) return undefined;
    return this.written.get(key) ?? this.asRead.get(key);
  }

  /** Writes a row: a change where it is here already, else a new one. */
  put(row: Row): void {
    const key = this.keyOf(row);
    if (!this.freshKeys.has(key)) (this.find(key) === undefined ? this.freshKeys : this.changedKeys).add(key);
    this.removedKeys.delete(key);
    this.write(key, row);
  }

  /** Changes a row that is known to be in the table although it was not read. */
  amend(row: Row): void {
    const key = this.keyOf(row);
    if (!this.freshKeys.has(key)) this.changedKeys.add(key);
    this.write(key, row);
  }

  /** Takes a row out. */
  remove(key: string): void {
    this.removedKeys.add(key);
    this.changedKeys.delete(key);
    if (!this.freshKeys.delete(key)) this.goneKeys.add(key);
  }

  /** Whether the row came into being in this batch. */
  isFresh(key: string): boolean {
    return this.freshKeys.has(key);
  }

  /** New rows, in the order in which they came. */
  fresh(): Row[] {
    return this.pick(this.freshKeys);
  }

  /** Rows that were there before and differ now. */
  changed(): Row[] {
    return this.pick(this.changedKeys);
  }

  /** Keys of rows that were there before and are not any more. */
  removed(): string[] {
    return [...this.goneKeys];
  }

  /** Everything that was read, as it was. */
  asWereRead(): Iterable<Row> {
    return this.asRead.values();
  }

  /** A row that some read gave: as it is in the database. */
  keep(row: Row): void {
    const key = this.keyOf(row);
    this.asRead.set(key, row);
    for (const listing of this.listings) listing.note(key, row);
  }

  override askAgain(): void {
    super.askAgain();
    this.asRead.clear();
  }

  /** Forgets every change, so that the batch can be decided again from what was read. */
  restart(): void {
    for (const each of [this.written, this.freshKeys, this.changedKeys, this.removedKeys, this.goneKeys]) each.clear();
  }

  /** Lists everything that was read anew. */
  listAgain(): void {
    for (const listing of this.listings) {
      listing.clear();
      for (const [key, row] of this.asRead) listing.note(key, row);
    }
  }

  private write(key: string, row: Row): void {
    this.written.set(key, row);
    for (const listing of this.listings) listing.note(key, row);
  }

  private pick(keys: ReadonlySet<string>): Row[] {
    return [...keys].flatMap((key) => this.find(key) ?? []);
  }
}
