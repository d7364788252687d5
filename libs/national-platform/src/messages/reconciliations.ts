import { fenToYuan, resultOf, type FilesReady, type RunReport, type RunRole } from '@libs/mutual-aid';
import { formatDay, parseDay } from '../dates';
import { date } from './fragments';
import { object, wireBody } from './wire-body';

interface WireFilesReady {
  readonly date: string;
  readonly role: RunRole;
}

/** M501 (§4) */
export const filesReady = wireBody(
  object({ date, role: { enum: ['donor', 'benef'] } }),
  (wire: WireFilesReady): FilesReady => ({ day: dayOf(wire.date), role: wire.role }),
);

/** The body of an M511 (§5, R26). */
export function reportBody(report: RunReport): object {
  return {
    date: formatDay(report.day),
    role: report.role,
    run_no: report.runNo,
    cnt: Number(report.count),
    amt: fenToYuan(report.amount),
    diff_cnt: Number(report.differences),
    diff_amt: fenToYuan(report.differenceAmount),
    result: resultOf(report),
  };
}

function dayOf(text: string): number {
  const day = parseDay(text);
  if (day === undefined) throw new Error('a date that passed its schema is a date');
  return day;
}
