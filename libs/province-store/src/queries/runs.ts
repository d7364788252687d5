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
  const [day = '0', role, runNo = '0'] = after?.split('.') ?? [];
  const first = Math.max(from, Number(day));
  const behind =
    after === undefined
      ? ''
      : `AND (day > ${Number(day)} OR role > ${text(role)} OR (role = ${text(role)} AND run_no > ${Number(runNo)})) `;
  const found = await rowsOf(
    source,
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run FORCE INDEX (PRIMARY) WHERE day >= ${first} AND day <= ${to} ` +
      `${behind}ORDER BY day, role, run_no LIMIT ${limit + 1}`,
  );
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
