import { payFromWallet, refuseKnownSettlement } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import type { PayCommand } from './command';
import type { CommandKind } from './command-kind';
import { recordUploads } from './record-uploads';

/** POST /usages (R16–R20): the same request again gets the first result; a refused one leaves nothing. */
export const payUsage: CommandKind<PayCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ request }) => request.psnNo,
  want: ({ request }, files) => {
    files.ask('usage', request.settlementId);
    files.ask('wallet', request.psnNo);
    files.ask('heldOf', request.psnNo);
  },
  decide: ({ request, contentHash, useId, msgid, traceparent }, files, context) => {
    const person = files.shelf.person.find(request.psnNo);
    const received = files.walletOf(request.psnNo);
    const known = files.shelf.usage.find(request.settlementId);
    if (known?.contentHash === contentHash) return { kind: 'paid', repeated: true, usage: known.usage };
    const decision = payFromWallet({ person, received }, request, useId, context);
    if (known) return { kind: 'refused', refusal: refuseKnownSettlement(decision) };
    if (decision.refused) return { kind: 'refused', refusal: decision };
    const { usage } = decision;
    applyChanges(files, decision, { cause: 'USAGE', ref: useId, at: context.now });
    files.shelf.usage.put({ usage, contentHash, recordedAt: context.now });
    files.notes.paid.push(usage);
    const sending = { msgids: [msgid], traceparent };
    if (recordUploads(files, decision.uploads, sending, context) === 'unread') return 'unread';
    return { kind: 'paid', repeated: false, usage };
  },
};
