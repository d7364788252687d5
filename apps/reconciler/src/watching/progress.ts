import { formatDay } from '@libs/national-platform';
import type { Run } from '@libs/mutual-aid';

/** How far a run has come with what it is doing. */
export interface ProgressShown {
  readonly stage: string;
  readonly rowsDone: number;
  readonly rowsAll: number;
  /** rows a second, of the last seconds */
  readonly rate: number;
  /** seconds; undefined while nobody can know */
  readonly left: number | undefined;
}

/** The rate is of so long, ms. */
const OF_LATE = 10_000;

/** Counts what a run does: rows, their rate and the time that is left. */
export class Progress {
  private stage = '';
  private rowsDone = 0;
  private rowsAll = 0;
  private readonly marks: { readonly at: number; readonly done: number }[] = [];

  constructor(
    readonly run: Run,
    /** ms, monotonic */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** It begins with something else, of so many rows, of which so many are done. */
  enter(stage: string, rowsAll = 0, rowsDone = 0): void {
    this.stage = stage;
    this.rowsAll = rowsAll;
    this.rowsDone = rowsDone;
    this.marks.splice(0, Infinity, { at: this.now(), done: rowsDone });
  }

  /** So many rows more are done. */
  did(rows: number): void {
    this.rowsDone += rows;
  }

  /** How it stands; called every second or so. */
  look(): ProgressShown {
    const { stage, rowsDone, rowsAll } = this;
    const at = this.now();
    this.marks.push({ at, done: rowsDone });
    while (this.marks.length > 2 && at - (this.marks[1]?.at ?? at) > OF_LATE) this.marks.shift();
    const [first] = this.marks;
    const seconds = (at - (first?.at ?? at)) / 1000;
    const rate = seconds > 0 ? (rowsDone - (first?.done ?? 0)) / seconds : 0;
    const left = rate > 0 && rowsAll > 0 ? Math.max(0, rowsAll - rowsDone) / rate : undefined;
    return { stage, rowsDone, rowsAll, rate: Math.round(rate), left: left === undefined ? undefined : Math.ceil(left) };
  }
}

/** How it stands, in one line for a terminal. */
export function progressLine({ day, role, runNo }: Run, shown: ProgressShown): string {
  const { stage, rowsDone, rowsAll, rate, left } = shown;
  const rows = rowsAll === 0 ? '' : ` ${rowsDone}/${rowsAll} rows`;
  const speed = rate === 0 ? '' : `, ${rate} rows/s${left === undefined ? '' : `, ${left} s left`}`;
  return `${formatDay(day)} ${role} run ${runNo}: ${stage}${rows}${speed}`;
}
