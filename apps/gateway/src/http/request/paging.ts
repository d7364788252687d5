import { PAGE_BYTES, type ListPage, type PageAsked } from '@libs/province-store';
import { Problem } from '../problem/problem';
import { patterned, type FieldRule } from './field-rules';

/** How many items a page has where nothing is said, and at most. */
export const USUAL_LIMIT = 100;
export const MOST_ITEMS = 1000;

/** What A01 says of another limit. */
export const WRONG_LIMIT = `limit：应为 1 至 ${MOST_ITEMS} 的整数`;

const LIMIT = /^[1-9][0-9]{0,3}$/;

/** The cursor of most lists: a number, written as `next` gives it. */
export const NUMBER_CURSOR = patterned('^[0-9]{1,18}$', '应为上一页 next 的值');

/** Reads `?limit=&after=`; A01 where they are wrong. `cursor` is what the list gives as `next`. */
export function pageOf(
  query: Readonly<Record<string, string | undefined>>,
  cursor: FieldRule = NUMBER_CURSOR,
): PageAsked {
  const { limit = String(USUAL_LIMIT), after } = query;
  if (!LIMIT.test(limit) || Number(limit) > MOST_ITEMS) throw new Problem('A01', WRONG_LIMIT);
  if (after !== undefined && !cursor.fits(after)) throw Problem.field('after', NUMBER_CURSOR.expects);
  return { limit: Number(limit), after };
}

/** Shows a page of a list. It ends before what would make it too large, and always has one item. */
export function paged<Row, Item, Cursor extends string | number>(
  { rows, hasMore }: ListPage<Row>,
  cursor: (row: Row) => Cursor,
  item: (row: Row) => Item,
): { items: Item[]; next: Cursor | null } {
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows) {
    const shown = item(row);
    bytes += Buffer.byteLength(JSON.stringify(shown));
    if (bytes > PAGE_BYTES && items.length > 0) break;
    items.push(shown);
  }
  const last = rows[items.length - 1];
  const goesOn = hasMore || items.length < rows.length;
  return { items, next: goesOn && last !== undefined ? cursor(last) : null };
}
