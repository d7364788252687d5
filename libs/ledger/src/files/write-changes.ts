import {
  insertDeadLetters,
  insertOutbox,
  insertTrail,
  insertUsageLines,
  TABLE_NAMES,
  TABLES,
  type LedgerConnection,
  type Table,
} from '@libs/province-store';
import type { FileSet } from './file-set';
import type { Shelf } from './shelf';

/**
 * Writes everything a batch changed and commits, in ONE round trip: inbox, changes, trail and outbox together or not
 * at all. Gives the batch's id, by which its answers are sent in commit order.
 */
export async function writeChanges(connection: LedgerConnection, files: FileSet, now: number): Promise<string> {
  const sql = changesOf(files, now);
  if (sql === '') {
    await connection.run('COMMIT');
    return '0';
  }
  return connection.runForId(`INSERT INTO ledger_batch (at) VALUES (${now});${sql}COMMIT`);
}

function changesOf(files: FileSet, now: number): string {
  const { trail, answers, toSend, paid, deadLetters } = files.notes;
  const letters = (again: boolean) => deadLetters.filter((each) => each.again === again).map(({ letter }) => letter);
  return (
    // What bears the batch's id goes before whatever has an id of its own.
    insertTrail(trail) +
    insertOutbox(answers, toSend, now) +
    TABLE_NAMES.map((name) =>
      rowsOf(TABLES[name] as Table<object>, files.shelf[name] as unknown as Shelf<object>),
    ).join('') +
    insertUsageLines(paid) +
    insertDeadLetters(letters(false), now, false) +
    insertDeadLetters(letters(true), now, true)
  );
}

/** Changed rows first: a pair may have another relationship in the batch that ends its last one (R6). */
function rowsOf<Row extends object>(table: Table<Row>, shelf: Shelf<Row>): string {
  const { keyOf, keepsOrder = false } = table;
  const inKeyOrder = (rows: Row[]) => rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const fresh = shelf.fresh();
  const removed = shelf.removed();
  return (
    (removed.length === 0 ? '' : (table.remove?.(removed) ?? '')) +
    table.update(inKeyOrder(shelf.changed())) +
    table.insert(keepsOrder ? fresh : inKeyOrder(fresh))
  );
}
