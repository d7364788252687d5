import { fenToYuan, type Run } from '@libs/mutual-aid';
import { formatDay, formatTime } from '@libs/national-platform';
import type { RunAnswer, RunProgressAnswer } from './run.answer';

/** A run as it is answered; `now` (ms UTC) is what its rate is reckoned by. */
export function runShown(run: Run, now: number): RunAnswer {
  const { day, role, runNo, state, figures, startedAt, endedAt, reason } = run;
  return {
    date: formatDay(day),
    role,
    run_no: runNo,
    state,
    cnt: figures === undefined ? null : Number(figures.count),
    amt: figures === undefined ? null : fenToYuan(figures.amount),
    diff_cnt: figures === undefined ? null : Number(figures.differences),
    diff_amt: figures === undefined ? null : fenToYuan(figures.differenceAmount),
    started_at: formatTime(startedAt),
    ended_at: endedAt === undefined ? null : formatTime(endedAt),
    ...(reason === undefined ? {} : { reason }),
    ...(state === 'RUNNING' ? { progress: progressShown(run, now) } : {}),
  };
}

function progressShown({ stage, rowsDone, rowsAll, startedAt }: Run, now: number): RunProgressAnswer {
  const seconds = Math.max(1, (now - startedAt) / 1000);
  const rate = Math.round(rowsDone / seconds);
  const left = rate === 0 ? null : Math.ceil(Math.max(0, rowsAll - rowsDone) / rate);
  return { stage, rows_done: rowsDone, rows_all: rowsAll, rows_per_second: rate, seconds_left: left };
}
