import type { DataSource } from 'typeorm';
import { ENTRY_COLUMNS, entriesOnPage, pageOfEntries, placeOf, type EntryRow, type RawEntry } from './entry-row';
import type { ListPage, PageAsked } from './list-page';
import { numberBatches } from './number-batches';

/** A numbered batch, with the line of its last entry. */
interface Batch {
  readonly id: string;
  readonly seq: string;
  readonly lines: string | null;
}

const BATCHES_A_LOOK = 200;
/** Lines that one look reads, where it is not all of one batch. */
const LINES_A_LOOK = 2000;

/**
 * Every account's trail in commit order. Auto-increment order is not commit order, so committed batches are numbered
 * when they are first read: what is read under a number never gets a lower neighbour later.
 */
export async function accountEntries(source: DataSource, { limit, after }: PageAsked): Promise<ListPage<EntryRow>> {
  for (;;) {
    const found = await numberedEntries(source, limit, after);
    if (found.length > entriesOnPage(found, limit) || !(await numberBatches(source)))
      return pageOfEntries(source, found, limit);
  }
}

/**
 * Entries of numbered batches, one more than a page has where there are more. Batches first, then their entries by
 * their key, a few at a time: in one query the database sorts all that follows.
 */
async function numberedEntries(source: DataSource, limit: number, after?: string): Promise<RawEntry[]> {
  const found: RawEntry[] = [];
  let { batch: from, line } = placeOf(after);
  for (;;) {
    const batches = await source.query<Batch[]>(
      `SELECT id, seq, (SELECT e.line FROM ledger_entry e WHERE e.batch_id = b.id ORDER BY e.line DESC LIMIT 1) AS \`lines\`
        FROM ledger_batch b FORCE INDEX (place) WHERE seq >= ? ORDER BY seq LIMIT ${BATCHES_A_LOOK}`,
      [from],
    );
    for (const group of groupsOf(batches)) {
      found.push(...(await entriesOf(source, group, { from, line, most: limit + 1 - found.length })));
      if (found.length > entriesOnPage(found, limit)) return found;
    }
    if (batches.length < BATCHES_A_LOOK) return found;
    from = (BigInt(batches.at(-1)?.seq ?? from) + 1n).toString();
    line = 0;
  }
}

/** Batches that follow each other, as many as have no more lines than one look reads; at least one. */
function groupsOf(batches: readonly Batch[]): Batch[][] {
  const groups: Batch[][] = [];
  let lines = Infinity;
  for (const batch of batches) {
    const own = Number(batch.lines ?? 0);
    lines += own;
    if (lines <= LINES_A_LOOK) groups.at(-1)?.push(batch);
    else {
      groups.push([batch]);
      lines = own;
    }
  }
  return groups;
}

async function entriesOf(
  source: DataSource,
  group: readonly Batch[],
  { from, line, most }: { from: string; line: number; most: number },
): Promise<RawEntry[]> {
  const numbers = new Map(group.map(({ id, seq }) => [id, seq]));
  const begun = group.find(({ seq }) => seq === from)?.id ?? '0';
  const rows = await source.query<Omit<RawEntry, 'place'>[]>(
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entry FORCE INDEX (PRIMARY)
      WHERE batch_id IN (${[...numbers.keys()].join(',')}) AND (batch_id <> ? OR line > ?) AND amt IS NOT NULL
      ORDER BY batch_id, line LIMIT ?`,
    // Of one batch its lines are in order; of several all are needed, because they are in the order of their ids.
    [begun, line, numbers.size === 1 ? most : LINES_A_LOOK],
  );
  const placed = rows.map((row): RawEntry => ({ ...row, place: numbers.get(row.batch_id) ?? '0' }));
  return placed.sort((one, other) => Number(one.place) - Number(other.place)).slice(0, most);
}
