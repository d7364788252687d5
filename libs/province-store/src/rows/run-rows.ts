import { fen, type Run, type RunCause, type RunDay, type RunRole, type RunState } from '@libs/mutual-aid';
import { insertRows, text, textOf, type SqlRow } from '../sql-text';

/** The columns that runOf() reads, in its order. */
export const RUN_COLUMNS =
  'day,role,run_no,state,cause,cnt,amt,diff_cnt,diff_amt,started_at,ended_at,due_at,stage,rows_done,rows_all,reason';

/** A day in a role, as one key. */
export function runDayKey({ day, role }: RunDay): string {
  return `${day} ${role}`;
}

/** A run by its day, role and number, as one key. */
export function runKey(run: RunDay & Pick<Run, 'runNo'>): string {
  return `${runDayKey(run)} ${run.runNo}`;
}

/** The runs of days in their roles, by runDayKey, locked. */
export function lockRunsOf(keys: readonly string[]): string {
  return `SELECT ${RUN_COLUMNS} FROM reconciliation_run FORCE INDEX (PRIMARY) WHERE (day,role) IN (${keys.map(dayOfKey).join(',')}) ORDER BY day,role,run_no FOR UPDATE;`;
}

/** The donors' runs of days after some, which ended UNBALANCED and are the latest of their day, locked. */
export function lockUnbalancedAfter(days: readonly string[]): string {
  const first = Math.min(...days.map(Number));
  return (
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run each_run FORCE INDEX (PRIMARY) WHERE day > ${first} AND role = 'donor' ` +
    `AND state = 'UNBALANCED' AND NOT EXISTS (SELECT 1 FROM reconciliation_run later FORCE INDEX (PRIMARY) ` +
    `WHERE later.day = each_run.day AND later.role = each_run.role AND later.run_no > each_run.run_no) ORDER BY day FOR UPDATE;`
  );
}

/** A row of reconciliation_run. */
export function runOf(row: SqlRow): Run {
  const number = (value: SqlRow[number] | undefined) => (value === null ? undefined : Number(value));
  return {
    day: Number(row[0]),
    role: row[1] as RunRole,
    runNo: Number(row[2]),
    state: row[3] as RunState,
    cause: row[4] as RunCause,
    figures:
      row[5] === null
        ? undefined
        : {
            count: BigInt(textOf(row[5])),
            amount: fen(BigInt(textOf(row[6]))),
            differences: BigInt(textOf(row[7])),
            differenceAmount: fen(BigInt(textOf(row[8]))),
          },
    startedAt: Number(row[9]),
    endedAt: number(row[10]),
    dueAt: Number(row[11]),
    stage: textOf(row[12]),
    rowsDone: Number(row[13]),
    rowsAll: Number(row[14]),
    reason: row[15] === null ? undefined : textOf(row[15]),
  };
}

/** New runs; of two that were asked for at once the second fails with 1062. */
export function insertRuns(runs: readonly Run[]): string {
  return insertRows(`reconciliation_run (${RUN_COLUMNS})`, runs, runValues);
}

/** Runs that were asked for again, or ended. */
export function updateRuns(runs: readonly Run[]): string {
  return insertRows(
    `reconciliation_run (${RUN_COLUMNS})`,
    runs,
    runValues,
    ' ON DUPLICATE KEY UPDATE state=VALUES(state),cnt=VALUES(cnt),amt=VALUES(amt),diff_cnt=VALUES(diff_cnt),' +
      'diff_amt=VALUES(diff_amt),ended_at=VALUES(ended_at),due_at=VALUES(due_at),stage=VALUES(stage),reason=VALUES(reason)',
  );
}

function runValues(run: Run): string {
  const { figures } = run;
  const sums = figures
    ? `${figures.count},${figures.amount},${figures.differences},${figures.differenceAmount}`
    : 'NULL,NULL,NULL,NULL';
  return (
    `${run.day},'${run.role}',${run.runNo},'${run.state}','${run.cause}',${sums},${run.startedAt},` +
    `${run.endedAt ?? 'NULL'},${run.dueAt},${text(run.stage)},${run.rowsDone},${run.rowsAll},${text(run.reason)}`
  );
}

function dayOfKey(key: string): string {
  const [day = '', role = ''] = key.split(' ');
  return `(${Number(day)},${text(role)})`;
}

/** Runs that somebody may have to carry out: asked for, due to be tried again, or left by a process that was killed. */
export function selectDueRuns(now: number): string {
  return (
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run FORCE INDEX (open) WHERE state = 'RUNNING' ` +
    `OR (state IN ('WAITING', 'FAILED') AND due_at <= ${now}) ORDER BY day, role DESC, run_no LIMIT 1000`
  );
}

/** The runs of a day in one role, in the order of their numbers. */
export function selectRunsOf({ day, role }: RunDay): string {
  return `SELECT ${RUN_COLUMNS} FROM reconciliation_run WHERE day = ${day} AND role = '${role}' ORDER BY run_no`;
}

/** Which of these days have a run in a role. */
export function selectDaysWithRuns(from: number, until: number): string {
  return `SELECT DISTINCT day, role FROM reconciliation_run FORCE INDEX (PRIMARY) WHERE day >= ${from} AND day <= ${until}`;
}

type OfRun = Pick<Run, 'day' | 'role' | 'runNo'>;

const thatRun = ({ day, role, runNo }: OfRun): string => `day = ${day} AND role = '${role}' AND run_no = ${runNo}`;

/** It is carried out from now on; one that goes on after its process was killed began before. */
export function beginRun(run: OfRun, now: number): string {
  return (
    `UPDATE reconciliation_run SET started_at = IF(state = 'RUNNING', started_at, ${now}), ended_at = NULL, ` +
    `state = 'RUNNING' WHERE ${thatRun(run)} AND state IN ('WAITING', 'FAILED', 'RUNNING')`
  );
}

/** It cannot go on now: it is tried again. */
export function putOffRun(
  run: OfRun,
  { state, reason, now, dueAt }: { state: 'WAITING' | 'FAILED'; reason: string; now: number; dueAt: number },
): string {
  return (
    `UPDATE reconciliation_run SET state = '${state}', reason = ${text(reason)}, due_at = ${dueAt}, stage = '', ` +
    `rows_done = 0, rows_all = 0, ended_at = ${state === 'FAILED' ? now : 'NULL'} ` +
    `WHERE ${thatRun(run)} AND state = 'RUNNING'`
  );
}

/** What a run is doing, and how far it has come; with its figures once they are known. */
export function noteProgress(run: OfRun, { stage, rowsDone, rowsAll, figures, reason }: Partial<Run>): string {
  const changes = [
    stage === undefined ? '' : `stage = ${text(stage)}`,
    rowsDone === undefined ? '' : `rows_done = ${rowsDone}`,
    rowsAll === undefined ? '' : `rows_all = ${rowsAll}`,
    reason === undefined ? '' : `reason = ${text(reason)}`,
    figures === undefined
      ? ''
      : `cnt = ${figures.count}, amt = ${figures.amount}, diff_cnt = ${figures.differences}, diff_amt = ${figures.differenceAmount}`,
  ].filter(Boolean);
  return `UPDATE reconciliation_run SET ${changes.join(', ')} WHERE ${thatRun(run)} AND state = 'RUNNING'`;
}
