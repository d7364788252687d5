import { sql } from './database';
import { until } from './until';

/** A run as its row has it. */
export interface RunRow {
  readonly run_no: number;
  readonly state: string;
  readonly stage: string;
  readonly reason: string | null;
  readonly figures: string | null;
}

/** Runs of a day in one role, in the order of their numbers; figures as `cnt amt diff_cnt diff_amt`, in fen. */
export async function runsOf(province: string, date: string, role: string): Promise<RunRow[]> {
  return sql<RunRow>(
    province,
    "SELECT run_no, state, stage, reason, CONCAT_WS(' ', cnt, amt, diff_cnt, diff_amt) AS figures " +
      'FROM reconciliation_run WHERE day = ? AND role = ? ORDER BY run_no',
    [dayOf(date), role],
  );
}

/** The latest run, as soon as it is number `runNo` and has come to one of these states. */
export async function runCame(
  province: string,
  day: { date: string; role: string; runNo?: number },
  ...states: readonly string[]
): Promise<RunRow> {
  let last: RunRow | undefined;
  await until(async () => {
    last = (await runsOf(province, day.date, day.role)).at(-1);
    return last !== undefined && last.run_no >= (day.runNo ?? 1) && states.includes(last.state);
  });
  return last as RunRow;
}

/** The discrepancies of a day in one role: `kind id amt_here amt_there status`, in the order of their ids. */
export async function discrepanciesOf(province: string, date: string, role: string): Promise<string[]> {
  const rows = await sql<{ text: string }>(
    province,
    "SELECT CONCAT_WS(' ', kind, IF(use_id = '', mulaid_lmt_id, use_id), IFNULL(amt_here, '-'), IFNULL(amt_there, '-'), status) " +
      'AS text FROM discrepancy WHERE day = ? AND role = ? ORDER BY id',
    [dayOf(date), role],
  );
  return rows.map(({ text }) => text);
}

/** A day of the interface, as it stands in the tables. */
export function dayOf(date: string): number {
  return Number(date.replaceAll('-', ''));
}

/** The date in UTC+8, so many days before today. */
export function daysAgo(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);
}
