import type { DataSource, EntityManager } from 'typeorm';

/** So many at once: whoever else reads waits for that. */
const AT_ONCE = 1000;

const underWay = new WeakMap<DataSource, Promise<boolean>>();

/**
 * Numbers committed batches that have no number yet, the first of them; false where there are none. Those who ask at
 * once share one round, and do not take a connection each.
 */
export function numberBatches(source: DataSource): Promise<boolean> {
  const round =
    underWay.get(source) ??
    source.transaction('READ COMMITTED', numberSome).finally(() => {
      underWay.delete(source);
    });
  underWay.set(source, round);
  return round;
}

async function numberSome(manager: EntityManager): Promise<boolean> {
  const [last] = await manager.query<{ last_seq: string }[]>(
    'SELECT last_seq FROM commit_sequence WHERE one = 1 FOR UPDATE',
  );
  // Those without a number come first. Asked for by IS NULL, MariaDB sorts all of them for the first few.
  const first = await manager.query<{ id: string; seq: string | null; moved: string | number }[]>(
    `SELECT id, seq, IF(seq IS NULL, EXISTS (SELECT 1 FROM ledger_entry e WHERE e.batch_id = b.id AND e.amt IS NOT NULL), 0) AS moved
      FROM ledger_batch b FORCE INDEX (place) ORDER BY seq, id LIMIT ${AT_ONCE}`,
  );
  const batches = first.filter((batch) => batch.seq === null);
  if (batches.length === 0) return false;
  let seq = BigInt(last?.last_seq ?? '0');
  // One that moved no money is in no list of money: it gets a number below all, or every reader would go through it.
  const numbered = batches.map(({ id, moved }) => `(${id},${Number(moved) === 1 ? ++seq : -BigInt(id)},0)`);
  await manager.query(
    `INSERT INTO ledger_batch (id, seq, at) VALUES ${numbered.join(',')} ON DUPLICATE KEY UPDATE seq = VALUES(seq)`,
  );
  await manager.query('UPDATE commit_sequence SET last_seq = ? WHERE one = 1', [seq.toString()]);
  return true;
}
