import type { DataSource } from 'typeorm';
import { flagOf, selectFlags, type ListedFlag } from '../rows/flag-rows';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** Flags, oldest first. */
export async function listFlags(source: DataSource, { limit, after = '0' }: PageAsked): Promise<ListPage<ListedFlag>> {
  const found = await rowsOf(source, selectFlags(after, limit + 1));
  return { rows: found.slice(0, limit).map(flagOf), hasMore: found.length > limit };
}
