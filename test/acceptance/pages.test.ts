import type { DataSource } from 'typeorm';
import {
  accountEntries,
  accountTrail,
  listDeadLetters,
  listRelationshipsOf,
  migrate,
  type EntryRow,
  type ListPage,
  type PageAsked,
} from '@libs/province-store';
import { Random } from '../support/random';
import { inScratch } from '../support/scratch-database';

const MIB = 1024 * 1024;
const ZEROS = 'UNHEX(REPEAT("00", 32))';

/** A database of its own with every table. */
const inProvince = (work: (source: DataSource) => Promise<void>): Promise<void> =>
  inScratch('pages', async ({ connection }) => {
    await migrate(connection);
    await work(connection);
  });

/** Goes through a list page by page, in pages as large as `limit` says each time. */
async function through<Row>(
  list: (asked: PageAsked) => Promise<ListPage<Row>>,
  cursor: (row: Row) => string,
  limit: () => number,
  after?: string,
): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (;;) {
    const { rows, hasMore } = await list({ limit: limit(), after });
    if (rows.length > 0) pages.push([...rows]);
    if (!hasMore) return pages;
    after = cursor(rows.at(-1) as Row);
  }
}

interface Line {
  readonly batch: number;
  readonly line: number;
  readonly psnNo: string;
  /** null: it moved no money. */
  readonly amount: number | null;
}

/** Batches of no line, of few, and now and then of more than one look reads; many of them moved no money. */
function randomBatch(random: Random, batch: number): Line[] {
  const lines = random.of([0, 1, 1, 2, 5, 30, random.below(40) === 0 ? 2500 : 3]);
  const movesMoney = random.of([true, true, false]);
  return Array.from({ length: lines }, (_, index) => ({
    batch,
    line: index + 1,
    psnNo: random.of(['A', 'B', 'C']),
    amount: movesMoney && random.below(4) > 0 ? random.below(1000) : null,
  }));
}

async function commit(source: DataSource, batches: readonly number[], lines: readonly Line[]): Promise<void> {
  await source.query(`INSERT INTO ledger_batch (id, at) VALUES ${batches.map((id) => `(${id},1)`).join(',')}`);
  const rows = lines.map(
    (each) => `(${each.batch},${each.line},'${each.psnNo}',1,'IN','r',${each.amount ?? 'NULL'},1,0)`,
  );
  if (rows.length > 0)
    await source.query(
      `INSERT INTO ledger_entry (batch_id,line,psn_no,at,cause,ref,amt,balance,frozen) VALUES ${rows.join(',')}`,
    );
}

const moneyOf = (lines: readonly Line[]) =>
  lines.flatMap(({ psnNo, amount }) => (amount === null ? [] : [`${psnNo} ${amount}`]));
const shown = (rows: readonly EntryRow[]) => rows.map(({ psnNo, amount }) => `${psnNo} ${amount}`);

test.each([1, 2, 3])(
  'every entry once, in the order of commits, in pages of any size, while others are committed (seed %s)',
  (seed) =>
    inProvince(async (source) => {
      const random = new Random(seed);
      const entries = (asked: PageAsked) => accountEntries(source, asked);
      const limit = () => random.of([1, 7, 100, 1000]);
      const batches = Array.from({ length: 400 }, (_, index) => ({
        id: index + 1,
        lines: randomBatch(random, index + 1),
      }));
      const expected: string[] = [];
      const found: EntryRow[] = [];
      const all: Line[] = [];
      // Numbers are drawn in one order and committed in another.
      for (let left = random.shuffled(batches); left.length > 0;) {
        const some = left.splice(0, random.of([1, 5, 50, 120])).sort((one, other) => one.id - other.id);
        const lines = some.flatMap((each) => each.lines);
        await commit(
          source,
          some.map(({ id }) => id),
          lines,
        );
        all.push(...lines);
        expected.push(...moneyOf(lines));
        const after = found.at(-1)?.cursor;
        const pages = await through(
          entries,
          (row) => String(row.cursor),
          limit,
          after === undefined ? undefined : String(after),
        );
        found.push(...pages.flat());
      }
      expect(shown(found)).toEqual(expected);
      const cursors = found.map(({ cursor }) => cursor);
      expect(cursors).toEqual([...cursors].sort((one, other) => one - other));
      expect(shown((await through(entries, (row) => String(row.cursor), limit)).flat())).toEqual(expected);

      const trail = await through(
        (asked) => accountTrail(source, 'A', asked),
        (row) => String(row.cursor),
        limit,
      );
      const inOrder = all.sort((one, other) => one.batch - other.batch || one.line - other.line);
      expect(shown(trail.flat())).toEqual(moneyOf(inOrder.filter(({ psnNo }) => psnNo === 'A')));
    }),
);

describe('a page ends at 4 MiB, whatever its limit, and the next goes on', () => {
  const lengths = (pages: readonly (readonly unknown[])[]) => pages.map((page) => page.length);
  const most = () => 1000;

  test('of dead letters', () =>
    inProvince(async (source) => {
      const sizes = [4 * MIB, 4 * MIB, 1.5 * MIB, 1.5 * MIB, 1.5 * MIB, 0, 100, 4 * MIB, 7];
      for (const [index, size] of sizes.entries())
        await source.query(
          `INSERT INTO dead_letter (identity,origin,at,reason,topic,record,record_bytes,state,history)
             VALUES (UNHEX(SHA2(${index},256)),'o',1,'r','t',REPEAT('x',${size}),${size},'OPEN','[]')`,
        );
      const list = (asked: PageAsked) => listDeadLetters(source, asked);
      const pages = await through(list, ({ id }) => id, most);
      expect(lengths(pages)).toEqual([1, 1, 2, 3, 1, 1]);
      expect(pages.flat().map(({ record }) => record?.length)).toEqual(sizes);
    }));

  test('of entries with long lists of limits', () =>
    inProvince(async (source) => {
      const limitIds = Array.from({ length: 10_000 }, (_, index) => `4400002026112409300000000000${index}`);
      await source.query('INSERT INTO ledger_batch (id, at) VALUES (1, 1)');
      await source.query(
        `INSERT INTO ledger_entry (batch_id,line,psn_no,at,cause,ref,limit_ids,amt,balance,frozen)
           SELECT 1,seq,'A',1,'USAGE','r',?,1,1,0 FROM seq_1_to_30`,
        [JSON.stringify(limitIds)],
      );
      const aPage = Math.floor((4 * MIB) / (JSON.stringify(limitIds).length + 200));
      for (const list of [
        (asked: PageAsked) => accountEntries(source, asked),
        (asked: PageAsked) => accountTrail(source, 'A', asked),
      ]) {
        const pages = await through(list, (row) => String(row.cursor), most);
        expect(pages[0]).toHaveLength(aPage);
        expect(pages.flat().map((row) => row.limitIds.length)).toEqual(
          Array.from({ length: 30 }, () => limitIds.length),
        );
      }
    }));

  test('of relationships with many limits', () =>
    inProvince(async (source) => {
      const stated = JSON.stringify({ psnNo: 'D' });
      await source.query(
        `INSERT INTO relationship (mulaid_rel_id,role,state,donor_psn_no,benef_psn_no,donor,benef,rel_type,commit_no,
             commit_time,chnl,estab_time,content_hash)
           SELECT CONCAT('R',100+seq),'donor','EFFECTIVE',IF(seq<20,'D',CONCAT('D',seq)),IF(seq<20,CONCAT('B',seq),'D'),
             ?,?,'02','c',1,'1',1,${ZEROS} FROM seq_1_to_50`,
        [stated, stated],
      );
      await source.query(
        `INSERT INTO mulaid_limit (mulaid_lmt_id,mulaid_rel_id,state,lmt_amt,set_time)
           SELECT CONCAT('L',seq),CONCAT('R',101+(seq MOD 50)),'EFFECTIVE',100,1 FROM seq_1_to_50000`,
      );
      const list = (asked: PageAsked) => listRelationshipsOf(source, 'D', asked);
      const pages = await through(list, ({ relationship }) => relationship.relationshipId, most);
      expect(lengths(pages)).toEqual([20, 20, 10]);
      const ids = Array.from({ length: 50 }, (_, index) => `R${101 + index}`);
      expect(pages.flat().map(({ relationship }) => relationship.relationshipId)).toEqual(ids);
      expect(pages.flat().every(({ limits }) => limits.length === 1000)).toBe(true);
    }));
});
