import {
  CANNOT_BE_APPLIED,
  judgeApplied,
  judgeApproval,
  NOTHING_TO_UPLOAD,
  refuse,
  statedLineOf,
  type RepairAction,
} from '@libs/mutual-aid';
import type { DiscrepancyRow } from '@libs/province-store';
import type { DecideContext, NotYet } from '../../decide-context';
import type { FileSet } from '../../files/file-set';
import { applyLines } from '../apply-lines/apply-lines';
import { isOwnKnown } from '../apply-lines/line-files';
import type { ApproveRepairCommand } from '../command';
import type { CommandKind } from '../command-kind';
import type { Refused } from '../outcome';
import { uploadAgain, wantUploadAgain } from '../upload-again';
import { noteAct } from './note-act';

/** Carries out what was proposed. */
type CarryOut = (found: DiscrepancyRow, files: FileSet, context: DecideContext) => Refused | NotYet | undefined;

const ACTIONS: Readonly<Record<RepairAction, CarryOut>> = { APPLY: applyRow, UPLOAD_AGAIN: uploadLine };

/**
 * POST /discrepancies/{id}/approval: another person has the proposal carried out, on the road that a day's run takes; a
 * row that still cannot be applied leaves it PROPOSED.
 */
export const approveRepair: CommandKind<ApproveRepairCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ id }) => id,
  want: ({ id }, files) => files.ask('discrepancy', id),
  decide: ({ id, by }, files, context) => {
    const found = files.shelf.discrepancy.find(id);
    if (found === undefined) return { kind: 'refused', refusal: refuse('A05', 'id') };
    const refusal = judgeApproval(found, by);
    if (refusal !== undefined || found.proposal === undefined)
      return { kind: 'refused', refusal: refusal ?? refuse('E31') };
    const { action } = found.proposal;
    const failed = ACTIONS[action](found, files, context);
    if (failed !== undefined) return failed;
    noteAct(files, { ...found, status: 'MENDED' }, { act: 'APPROVED', by, at: context.now, action });
    return { kind: 'noted' };
  },
};

/** The platform's row goes to the donor's account as in a run (R23). */
function applyRow(found: DiscrepancyRow, files: FileSet, context: DecideContext): Refused | NotYet | undefined {
  const line = statedLineOf(found);
  if (line === undefined) return { kind: 'refused', refusal: refuse('E32', undefined, CANNOT_BE_APPLIED) };
  // Which row it is is known only now: nothing had it looked up before.
  if (!isOwnKnown(files, line)) return 'unread';
  const command = { kind: 'apply-lines', psnNo: found.psnNo ?? '', lines: [line] } as const;
  const applied = applyLines.decide(command, files, context);
  if (typeof applied === 'string') return applied;
  const [became = 'applied already'] = applied.became;
  const refusal = judgeApplied(found, became);
  return refusal && { kind: 'refused', refusal };
}

/** Our usage or reversal goes to the platform under a new msgid (R24); one that is on its way already need not. */
function uploadLine(found: DiscrepancyRow, files: FileSet, context: DecideContext): Refused | NotYet | undefined {
  const subject = { useId: found.row?.useId ?? '', psnNo: found.psnNo ?? '' };
  wantUploadAgain(files, subject);
  if (!files.isRead('uploadsOf', subject.useId) || !files.isRead('heldOf', subject.psnNo)) return 'unread';
  const uploads = files.uploadsOf(subject.useId).filter(({ infno }) => infno === 'M411' || infno === 'M412');
  if (uploads.some(({ state }) => state === 'PENDING' || state === 'HELD')) return undefined;
  if (!uploads.some(({ state }) => state === 'CONFIRMED'))
    return { kind: 'refused', refusal: refuse('E32', undefined, NOTHING_TO_UPLOAD) };
  return uploadAgain(files, subject, context) === 'unread' ? 'unread' : undefined;
}
