import { Problem } from './problem';

/** A page of a list: at most `limit` items after the one that `after` names. */
export interface Page {
  readonly limit: number;
  readonly after: string | undefined;
}

/** Reads `?limit=&after=`; A01 where they are wrong. `cursor` is what the list gives as `next`. */
export function pageOf(query: Readonly<Record<string, string | undefined>>, cursor = /^\d{1,18}$/): Page {
  const { limit = '100', after } = query;
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > 1000) throw Problem.field('limit', '应为 1 至 1000 的整数');
  if (after !== undefined && !cursor.test(after)) throw Problem.field('after', '应为上一页 next 的值');
  return { limit: Number(limit), after };
}

/** Wraps the rows of a page, of which one more than asked was read. */
export function paged<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursor: (row: Row) => string | number,
  item: (row: Row) => Item,
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? cursor(last) : null;
  return { items: shown.map(item), next };
}
