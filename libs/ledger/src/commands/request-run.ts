import { requestRun } from '@libs/mutual-aid';
import { runDayKey } from '@libs/province-store';
import { latestRunOf, wantRuns } from '../orders/latest-run';
import type { RequestRunCommand } from './command';
import type { CommandKind } from './command-kind';

/** A day's reconciliation is asked for, by the schedule, an operator or the command line (R25). */
export const requestDayRun: CommandKind<RequestRunCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: (command) => runDayKey(command),
  want: (command, files) => wantRuns(files, command),
  decide: (command, files, { now }) => {
    const latest = latestRunOf(files, command);
    if (latest === 'unread') return latest;
    const run = requestRun(latest, command, { cause: command.cause, now });
    if (run !== latest) files.shelf.run.put(run);
    return { kind: 'requested', run };
  },
};
