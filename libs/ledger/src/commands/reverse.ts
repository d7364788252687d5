import { refuse, reverseUsage, type Usage } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import type { FileSet } from '../files/file-set';
import { areKnown } from '../orders/own-relationship';
import type { ReverseCommand } from './command';
import type { CommandKind } from './command-kind';
import { recordUploads } from './record-uploads';

/** POST /usages/{setl_id}/reversal (R21): once, whole, always accepted. */
export const reversePaid: CommandKind<ReverseCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ psnNo }) => psnNo,
  want: ({ settlementId, psnNo }, files) => {
    files.ask('usage', settlementId);
    files.ask('heldOf', psnNo);
  },
  decide: ({ settlementId, psnNo, useId, msgid, traceparent }, files, context) => {
    const row = files.shelf.usage.find(settlementId);
    const person = files.shelf.person.find(psnNo);
    if (row === undefined || person === undefined) return { kind: 'refused', refusal: refuse('A05', 'setl_id') };
    if (row.reversal) return { kind: 'reversed', repeated: true, reversal: row.reversal };
    if (!haveFiles(files, row.usage)) return 'unread';
    const limits = row.usage.lines.flatMap((line) => files.shelf.limit.find(line.limitId) ?? []);
    const decision = reverseUsage(row.usage, { person, limits }, useId, context.now);
    const { usage, reversal } = decision;
    applyChanges(files, decision, { cause: 'REVERSAL', ref: reversal.useId, at: context.now });
    files.shelf.usage.put({ ...row, usage, reversal });
    files.notes.paid.push(reversal);
    const sending = { msgids: [msgid], traceparent };
    if (recordUploads(files, decision.uploads, sending, context) === 'unread') return 'unread';
    return { kind: 'reversed', repeated: false, reversal };
  },
};

function haveFiles(files: FileSet, usage: Usage): boolean {
  const unread = usage.lines.filter((line) => !areKnown(files, line.relationshipId, [line.limitId]));
  for (const { relationshipId, limitId } of unread) {
    files.ask('relationship', relationshipId);
    files.ask('limit', limitId);
  }
  // What its upload has to wait for is read along.
  if (unread.length > 0) files.ask('uploadsOf', usage.useId);
  return unread.length === 0;
}
