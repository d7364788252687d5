import { requestRun, resultOf, type Run } from '@libs/mutual-aid';
import { runDayKey } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { latestRunOf, wantRuns } from '../orders/latest-run';
import type { EndRunCommand } from './command';
import type { CommandKind } from './command-kind';
import { recordUploads } from './record-uploads';

/**
 * A run has come to its end (R25, R26): its figures, the M511 that reports them and, of a donor day, the later ones that
 * ended UNBALANCED and run again, in one transaction. What has ended already is not ended twice.
 */
export const endRun: CommandKind<EndRunCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: (command) => runDayKey(command),
  want: (command, files) => {
    wantRuns(files, command);
    if (command.role === 'donor') files.ask('unbalancedAfter', String(command.day));
  },
  decide: (command, files, context) => {
    const { runNo, figures } = command;
    const run = latestRunOf(files, command);
    if (run === 'unread') return run;
    if (run?.runNo !== runNo || run.state !== 'RUNNING') return { kind: 'done' };
    if (command.role === 'donor' && runLaterOnes(files, run, context) === 'unread') return 'unread';
    const state = resultOf(figures);
    files.shelf.run.put({ ...run, state, figures, endedAt: context.now, stage: '', reason: undefined });
    const { day, role } = run;
    const report = { ...figures, id: context.uploads.newMsgid(), day, role, runNo };
    return recordUploads(files, [{ infno: 'M511', report }], {}, context) ?? { kind: 'done' };
  },
};

/** What they could not apply may be applied now. */
function runLaterOnes(files: FileSet, { day }: Run, { now }: DecideContext): NotYet | undefined {
  const key = String(day);
  if (!files.isRead('unbalancedAfter', key)) {
    files.ask('unbalancedAfter', key);
    return 'unread';
  }
  for (const later of files.unbalancedAfter(day)) {
    const latest = files.runsOf(runDayKey(later)).at(-1);
    if (latest === later) files.shelf.run.put(requestRun(later, later, { cause: 'earlier day', now }));
  }
  return undefined;
}
