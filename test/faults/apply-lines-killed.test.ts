import { prepareDonors, usedInTheEnd } from '../bench/apply-lines/donors';
import { applyDay } from '../support/apply-day';
import { audit } from '../support/balance';
import { databaseOf, sql } from '../support/database';
import { newId } from '../support/platform';

const GD = '440000';
const OF = { prefix: newId('D'), donors: 50, linesEach: 20 };
const LINES = OF.donors * OF.linesEach;
const KILLED_AT = [100, 300];

interface Books {
  readonly used: string | null;
  readonly counted: string | null;
  readonly applied: string;
  readonly entries: string;
}

async function books(): Promise<Books> {
  const [row] = await sql<Books>(
    GD,
    `SELECT (SELECT SUM(used_amt) FROM mulaid_limit WHERE mulaid_lmt_id LIKE ?) AS used,
            (SELECT SUM(used_cnt) FROM mulaid_limit WHERE mulaid_lmt_id LIKE ?) AS counted,
            (SELECT COUNT(*) FROM applied_line WHERE use_id LIKE ?) AS applied,
            (SELECT COUNT(*) FROM ledger_entry WHERE psn_no LIKE ? AND cause IN ('APPLIED', 'RESTORED')) AS entries`,
    Array(4).fill(`${OF.prefix}%`),
  );
  if (row === undefined) throw new Error('sums without a row');
  return row;
}

test('R23: a thousand lines, killed on the way, then once more: each is applied once, and the audit holds', async () => {
  const database = databaseOf(GD);
  const day = { database, of: OF, batchMax: 5 };
  await prepareDonors(database, OF);
  for (const killedAt of KILLED_AT) {
    expect((await applyDay(day, killedAt)).signal).toBe('SIGKILL');
    const { applied, counted, entries } = await books();
    expect(Number(applied)).toBeLessThan(LINES);
    expect([counted, entries].map(Number)).toEqual([Number(applied), Number(applied)]);
  }
  const resumed = await applyDay(day);
  expect(Object.keys(resumed.last.became ?? {}).sort()).toEqual(['applied', 'applied already']);
  const inTheEnd = await books();
  expect(Number(inTheEnd.used)).toBe(OF.donors * Number(usedInTheEnd(OF)));
  expect([inTheEnd.applied, inTheEnd.counted, inTheEnd.entries].map(Number)).toEqual([LINES, LINES, LINES]);

  const again = await applyDay(day);
  expect(again.last.became).toEqual({ 'applied already': LINES });
  expect(await books()).toEqual(inTheEnd);
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true, violations: [] } });
});
