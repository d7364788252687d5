import type { DataSource } from 'typeorm';
import { ENTRY_COLUMNS, pageOfEntries, placeOf, type EntryRow, type RawEntry } from './entry-row';
import type { ListPage, PageAsked } from './list-page';

/** The trail of one account, oldest first. */
export async function accountTrail(
  source: DataSource,
  psnNo: string,
  { limit, after }: PageAsked,
): Promise<ListPage<EntryRow>> {
  const { batch, line } = placeOf(after);
  const found = await source.query<RawEntry[]>(
    `SELECT batch_id AS place, ${ENTRY_COLUMNS} FROM ledger_entry FORCE INDEX (person)
      WHERE psn_no = ? AND batch_id >= ? AND (batch_id > ? OR line > ?) AND amt IS NOT NULL
      ORDER BY batch_id, line LIMIT ?`,
    [psnNo, batch, batch, line, limit + 1],
  );
  return pageOfEntries(source, found, limit);
}
