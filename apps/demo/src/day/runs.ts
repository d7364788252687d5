import type { DemoProvince } from '../province';
import { waitFor } from '../wait-for';

/** A run as the province's own API shows it. */
export interface Run {
  readonly date: string;
  readonly role: string;
  readonly run_no: number;
  readonly state: 'WAITING' | 'RUNNING' | 'BALANCED' | 'UNBALANCED' | 'FAILED';
  readonly cnt: number;
  readonly amt: string;
  readonly diff_cnt: number;
  readonly diff_amt: string;
  readonly started_at: string;
  readonly ended_at: string;
}

/** One difference that a run found. */
export interface Discrepancy {
  readonly id: string | number;
  readonly kind: string;
  readonly use_id?: string;
  readonly line_no?: number;
  readonly mulaid_lmt_id: string;
  readonly amt_here?: string;
  readonly amt_there?: string;
  readonly status: 'OPEN' | 'PROPOSED' | 'MENDED' | 'CLOSED';
}

type Shown = Run & { readonly discrepancies: { readonly items: readonly Discrepancy[] } };

/** Whose day. */
export interface DayOf {
  readonly province: DemoProvince;
  readonly role: 'donor' | 'benef';
  readonly date: string;
}

/** The latest run of a day as soon as it has that number and has ended. */
export function endedRun({ province, role, date }: DayOf, runNo: number): Promise<Shown> {
  const look = () => province.get<Shown>(`/reconciliations/${date}/${role}`);
  const hasEnded = ({ run_no, state }: Shown): boolean =>
    run_no >= runNo && (state === 'BALANCED' || state === 'UNBALANCED' || state === 'FAILED');
  return waitFor(`run ${runNo} of ${date} as ${role}`, look, hasEnded);
}

/** One line about a run. */
export function shownRun(code: string, { role, state, run_no, cnt, amt, diff_cnt, diff_amt, ...times }: Shown): string {
  const seconds = (Date.parse(times.ended_at) - Date.parse(times.started_at)) / 1000;
  const found = diff_cnt === 0 ? '' : `, ${diff_cnt} differences, ${diff_amt} yuan apart`;
  return `   ${code} as ${role.padEnd(5)}  run ${run_no}: ${String(cnt).padStart(5)} rows, ${amt.padStart(10)} yuan  ${state}${found}  (${seconds.toFixed(1)} s)`;
}
