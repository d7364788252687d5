import {
  insertOutbox,
  insertTrail,
  insertUsageLines,
  TABLE_NAMES,
  TABLES,
  type LedgerConnection,
  type Table,
} from '@libs/province-store';
import type { FileSet } from './file-set';
import { packetsOf, statementsFor } from './packets';
import type { Shelf } from './shelf';

/**
 * Writes everything a batch changed and commits, in ONE round trip, or several where it is large: inbox, changes, trail
 * and outbox together or not at all. Gives the batch's id, by which its answers are sent in commit order.
 */
export async function writeChanges(connection: LedgerConnection, files: FileSet, now: number): Promise<string> {
  const changes = changesOf(files, now);
  if (changes.length === 0) {
    await connection.run('COMMIT');
    return '0';
  }
  const begin = `INSERT INTO ledger_batch (at) VALUES (${now});`;
  const [first = '', ...others] = packetsOf([begin, ...changes, 'COMMIT']);
  const batchId = await connection.runForId(first);
  for (const packet of others) await connection.run(packet);
  return batchId;
}

function changesOf(files: FileSet, now: number): string[] {
  const { trail, answers, toSend, paid } = files.notes;
  const changes = [
    // What bears the batch's id goes before whatever has an id of its own.
    insertTrail(trail),
    insertOutbox(answers, toSend, now),
    ...TABLE_NAMES.flatMap((name) =>
      rowsOf(TABLES[name] as Table<object>, files.shelf[name] as unknown as Shelf<object>),
    ),
    insertUsageLines(paid),
  ];
  return changes.filter((statement) => statement !== '');
}

/** Changed rows first: a pair may have another relationship in the batch that ends its last one (R6). */
function rowsOf<Row extends object>(table: Table<Row>, shelf: Shelf<Row>): string[] {
  const { keyOf, keepsOrder = false } = table;
  const inKeyOrder = (rows: Row[]) => rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const fresh = keepsOrder ? shelf.fresh() : inKeyOrder(shelf.fresh());
  const removed = shelf.removed();
  return [
    removed.length === 0 ? '' : (table.remove?.(removed) ?? ''),
    ...statementsFor(inKeyOrder(shelf.changed()), (rows) => table.update(rows)),
    ...statementsFor(fresh, (rows) => table.insert(rows)),
  ];
}
