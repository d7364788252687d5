/** What is asked of a list. */
export interface PageAsked {
  /** Rows at most. */
  readonly limit: number;
  /** The cursor of the last row seen; absent: from the start. */
  readonly after?: string | undefined;
}

/** A page of a list. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** Whether there are rows behind these. */
  readonly hasMore: boolean;
}

/** A page ends here whatever its limit is, bytes (province-api.md). */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** How many of the first rows make a page: `limit` or fewer, as many as fit into its bytes, and always one. */
export function pageLength(sizes: readonly number[], limit: number): number {
  let bytes = 0;
  const over = sizes.findIndex((size, index) => index >= limit || ((bytes += size) > PAGE_BYTES && index > 0));
  return over === -1 ? sizes.length : over;
}
