import { spanOfPeriod, type ClearingFigures } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { fenOf } from '../rows/person-rows';
import { selectStatements, statementOf, type StatementRow } from '../rows/statement-rows';
import { textOf, type SqlRow } from '../sql-text';
import { rowsOf } from './rows-of';

/** By what a month's money is summed: the counterpart's province, or the pooling region of our own person (R30). */
export type ClearingSide = 'counterpart' | 'own_region';

/** A month's figures both ways, by the code's order. */
export type MonthFigures = { readonly [Side in ClearingSide]: readonly ClearingFigures[] };

const NET = 'SUM(IF(l.orig_use_id IS NULL, l.amt, -l.amt)), COUNT(*)';

/**
 * What this database has of a month, such as 202606, by the platform's time of receipt in UTC+8 (R30): applied lines of
 * own donors, and confirmed ones that were paid here. It goes through every line of the month.
 */
export async function clearingFigures(source: DataSource, month: number): Promise<MonthFigures> {
  const payable = await rowsOf(
    source,
    `SELECT r.counterpart AS a, r.own_region AS b, ${NET} FROM applied_line l FORCE INDEX (day) ` +
      'JOIN relationship r USING (mulaid_rel_id) ' +
      `WHERE l.day >= ${month}00 AND l.day <= ${month}99 GROUP BY r.counterpart, r.own_region`,
  );
  const { from, until } = spanOfPeriod(month);
  const receivable = await rowsOf(
    source,
    `SELECT r.counterpart AS a, r.own_region AS b, ${NET} FROM upload u FORCE INDEX (received) ` +
      'STRAIGHT_JOIN usage_line l FORCE INDEX (PRIMARY) ON l.use_id = u.subject ' +
      'STRAIGHT_JOIN relationship r ON r.mulaid_rel_id = l.mulaid_rel_id ' +
      `WHERE u.state = 'CONFIRMED' AND u.upload_time >= ${from} AND u.upload_time < ${until} ` +
      "AND u.infno IN ('M411', 'M412') GROUP BY r.counterpart, r.own_region",
  );
  const sums = { payable, receivable };
  return { counterpart: summed(sums, 0), own_region: summed(sums, 1) };
}

/** The platform's statement of a month; undefined before there is one. */
export async function findStatement(source: DataSource, month: number): Promise<StatementRow | undefined> {
  const [row] = await rowsOf(source, selectStatements([String(month)]));
  return row && statementOf(row);
}

interface Sums {
  readonly payable: readonly SqlRow[];
  readonly receivable: readonly SqlRow[];
}

function summed({ payable, receivable }: Sums, by: 0 | 1): ClearingFigures[] {
  const found = new Map<string, ClearingFigures>();
  const of = (row: SqlRow): ClearingFigures => {
    const admdvs = textOf(row[by]);
    const nothing = { payable: fenOf(0), payableCount: 0, receivable: fenOf(0), receivableCount: 0 };
    return found.get(admdvs) ?? { admdvs, ...nothing };
  };
  for (const row of payable) {
    const known = of(row);
    const payableCount = known.payableCount + Number(row[3]);
    found.set(known.admdvs, { ...known, payable: fenOf(`${known.payable + fenOf(row[2])}`), payableCount });
  }
  for (const row of receivable) {
    const known = of(row);
    const receivableCount = known.receivableCount + Number(row[3]);
    found.set(known.admdvs, { ...known, receivable: fenOf(`${known.receivable + fenOf(row[2])}`), receivableCount });
  }
  return [...found.values()].sort((one, other) => (one.admdvs < other.admdvs ? -1 : 1));
}
