import { Desk } from './desk';
import type { Shelf, ShelfListener } from './shelf';

/** The rows of a shelf by something they have in common, in the order in which they came. */
export class Listing<Row extends object> extends Desk<Row> implements ShelfListener<Row> {
  private readonly keysOf = new Map<string, Set<string>>();

  constructor(
    private readonly shelf: Shelf<Row>,
    /** Gives undefined where the row is in no group. */
    private readonly groupOf: (row: Row) => string | undefined,
  ) {
    super();
    shelf.listedBy(this);
  }

  /** The group's rows as they are now; all there are only where the group was read, or came into being here. */
  of(group: string): Row[] {
    const rows: Row[] = [];
    for (const key of this.keysOf.get(group) ?? []) {
      const row = this.shelf.find(key);
      if (row !== undefined && this.groupOf(row) === group) rows.push(row);
    }
    return rows;
  }

  /** Told by the shelf of every row that is read or written. */
  note(key: string, row: Row): void {
    const group = this.groupOf(row);
    if (group === undefined) return;
    const keys = this.keysOf.get(group);
    if (keys === undefined) this.keysOf.set(group, new Set([key]));
    else keys.add(key);
  }

  /** Forgets the order of everything noted. */
  clear(): void {
    this.keysOf.clear();
  }

  protected keep(row: Row): void {
    this.shelf.keep(row);
  }
}
