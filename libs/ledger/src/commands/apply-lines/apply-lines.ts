import type { ApplyLinesCommand } from '../command';
import type { CommandKind } from '../command-kind';
import { confirmPending, confirmPendingLimit } from '../confirm-pending';
import { wantLine, waitingBeside } from './line-files';
import { LineTrial } from './line-trial';
import { Unapplied } from './unapplied';

/**
 * Lines of usage reach the donor's account (R23, R28): what waits for this donor is tried again, then each line in order
 * of receipt. What names a PENDING relationship or limit confirms it, whatever becomes of the line.
 */
export const applyLines: CommandKind<ApplyLinesCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: ({ psnNo }) => psnNo,
  want: ({ psnNo, lines }, files, newIds) => {
    files.ask('unapplied', psnNo);
    for (const line of lines) wantLine(files, line, newIds);
  },
  decide: ({ psnNo, lines }, files, context) => {
    const waiting = waitingBeside(files, { psnNo, lines });
    if (typeof waiting === 'string') return waiting;
    for (const line of [...waiting.map((each) => each.line), ...lines]) {
      const proof = { cause: 'APPLIED', ref: line.useId } as const;
      if (confirmPending(files, line.relationshipId, proof, context) === 'unread') return 'unread';
      confirmPendingLimit(files, line, { ...proof, at: context.now });
    }
    const unapplied = new Unapplied(files, waiting);
    const trial = new LineTrial(files, unapplied, { psnNo, now: context.now });
    for (const line of unapplied.lines) trial.take(line);
    for (const line of lines) trial.take(line);
    // What is not written proves nothing about its id.
    if (trial.lacksFiles) return 'unread';
    return { kind: 'applied', became: trial.became(lines), waited: trial.waited(lines) };
  },
};
