import { paged } from '../../apps/gateway/src/http/request/paging';

const KIB = 1024;
const numbered = (sizes: readonly number[]) => sizes.map((size, index) => ({ id: index + 1, size }));
const page = (sizes: readonly number[], hasMore = false) =>
  paged(
    { rows: numbered(sizes), hasMore },
    ({ id }) => id,
    ({ size }) => 'x'.repeat(size * KIB),
  );

test.each<[string, number[], boolean, number, number | null]>([
  ['all there is', [1, 2, 3], false, 3, null],
  ['nothing', [], false, 0, null],
  ['a page of more', [1, 2, 3], true, 3, 3],
  ['what fits into 4 MiB', [2000, 2000, 2000], false, 2, 2],
  ['of items that are larger the first', [9000, 1, 1], false, 1, 1],
  ['the one item that is larger, and nothing behind it', [9000], false, 1, null],
])('a page shows %s', (_, sizes, hasMore, count, next) => {
  const shown = page(sizes, hasMore);
  expect([shown.items.length, shown.next]).toEqual([count, next]);
});
