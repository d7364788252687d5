import type { Run, RunDay } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { RUN_COLUMNS, runOf } from '../rows/run-rows';
import { text } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** Between which days, both included, as 20261124. */
interface RunsAsked extends PageAsked {
  readonly from: number;
  readonly to: number;
}

/** Reconciliations by day, role and number; the cursor is `20261124.donor.1`. */
export async function listRuns(source: DataSource, { from, to, limit, after }: RunsAsked): Promise<ListPage<Run>> {
  const [day = '0', role = '', runNo = '0'] = after?.split('.') ?? [];
  const [at, last] = [Number(day), text(role)];
  // What follows in the same day and role, in the same day, and later: in one condition all of that day would be read.
  const behind =
    after === undefined || at < from
      ? [`day >= ${from} AND day <= ${to}`]
      : [
          `day = ${at} AND day <= ${to} AND role = ${last} AND run_no > ${Number(runNo)}`,
          `day = ${at} AND day <= ${to} AND role > ${last}`,
          `day > ${at} AND day <= ${to}`,
        ];
  const each = behind.map(
    (where) =>
      `(SELECT ${RUN_COLUMNS} FROM reconciliation_run FORCE INDEX (PRIMARY) WHERE ${where} ` +
      `ORDER BY day, role, run_no LIMIT ${limit + 1})`,
  );
  const found = await rowsOf(source, `${each.join(' UNION ALL ')} ORDER BY day, role, run_no LIMIT ${limit + 1}`);
  return { rows: found.slice(0, limit).map(runOf), hasMore: found.length > limit };
}

/** The latest reconciliation of a day in a role; undefined where there was none. */
export async function findLatestRun(source: DataSource, { day, role }: RunDay): Promise<Run | undefined> {
  const [row] = await rowsOf(
    source,
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run FORCE INDEX (PRIMARY) WHERE day = ${day} AND role = '${role}' ` +
      'ORDER BY run_no DESC LIMIT 1',
  );
  return row && runOf(row);
}
