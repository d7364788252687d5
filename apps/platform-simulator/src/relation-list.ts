/** A message to a beneficiary region as the download shows it (§6). */
export interface ListedMessage {
  readonly infno: string;
  readonly msgid: string;
  readonly input: object;
}

const PAGE = 500;
const LARGEST_PAGE = 1000;

/** What was pushed or waits for each province as beneficiary region, in the order of the platform (R14, §6). */
export class RelationList {
  private readonly items = new Map<string, ListedMessage[]>();

  add(province: string, message: ListedMessage): void {
    const list = this.items.get(province) ?? [];
    list.push(message);
    this.items.set(province, list);
  }

  /**
   * One page from `since` on, a cursor of this list (left out: from the beginning), with the cursor behind it. Undefined
   * where the cursor or the limit is none.
   */
  page(province: string, since = '', limit = String(PAGE)): { items: ListedMessage[]; next: string } | undefined {
    const list = this.items.get(province) ?? [];
    const [from, count] = [Number(since || '0'), Number(limit)];
    if (!/^\d*$/.test(since) || from > list.length || !/^[1-9]\d*$/.test(limit)) return undefined;
    const items = list.slice(from, from + Math.min(count, LARGEST_PAGE));
    return { items, next: String(from + items.length) };
  }
}
