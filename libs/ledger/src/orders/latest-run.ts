import type { Run, RunDay } from '@libs/mutual-aid';
import { runDayKey } from '@libs/province-store';
import type { NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';

/** Asks for the runs of a day in one role. */
export function wantRuns(files: FileSet, asked: RunDay): void {
  files.ask('runsOf', runDayKey(asked));
}

/** The latest run of a day in one role, locked; undefined where there was none yet. */
export function latestRunOf(files: FileSet, asked: RunDay): Run | undefined | NotYet {
  const key = runDayKey(asked);
  if (!files.isRead('runsOf', key)) {
    wantRuns(files, asked);
    return 'unread';
  }
  return files
    .runsOf(key)
    .reduce<Run | undefined>((last, run) => (run.runNo > (last?.runNo ?? 0) ? run : last), undefined);
}
