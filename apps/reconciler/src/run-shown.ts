import { formatDay, formatTime } from '@libs/national-platform';
import { fenToYuan, type Run } from '@libs/mutual-aid';

/** A run as GET /reconciliations shows it (province-api.md). */
export function runShown({ day, role, runNo, state, figures, startedAt, endedAt }: Run): object {
  const counted = figures && {
    cnt: Number(figures.count),
    amt: fenToYuan(figures.amount),
    diff_cnt: Number(figures.differences),
    diff_amt: fenToYuan(figures.differenceAmount),
  };
  return {
    date: formatDay(day),
    role,
    run_no: runNo,
    state,
    ...counted,
    started_at: formatTime(startedAt),
    ended_at: endedAt === undefined ? undefined : formatTime(endedAt),
  };
}
