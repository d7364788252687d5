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

/** A page of a list: at most `limit` items after the one that `after` names. */
export interface Page {
  readonly limit: number;
  readonly after: string | undefined;
}

/** Reads `?limit=&after=`; A01 where they are wrong. `cursor` is what the list gives as `next`. */
export function pageOf(query: Readonly<Record<string, string | undefined>>, cursor: FieldRule = NUMBER_CURSOR): Page {
  const { limit = String(USUAL_LIMIT), after } = query;
  if (!LIMIT.test(limit) || Number(limit) > MOST_ITEMS) throw new Problem('A01', WRONG_LIMIT);
  if (after !== undefined && !cursor.fits(after)) throw Problem.field('after', NUMBER_CURSOR.expects);
  return { limit: Number(limit), after };
}

/** Wraps the rows of a page, of which one more than asked was read. */
export function paged<Row, Item, Cursor extends string | number>(
  rows: readonly Row[],
  limit: number,
  cursor: (row: Row) => Cursor,
  item: (row: Row) => Item,
): { items: Item[]; next: Cursor | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? cursor(last) : null;
  return { items: shown.map(item), next };
}
