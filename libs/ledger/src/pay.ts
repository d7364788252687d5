import { payFromWallet, quoteUsage, refuse, reverseUsage, type Reversal, type Usage } from '@libs/mutual-aid';
import type { UploadRow } from '@libs/province-store';
import type { Outcome, PayCommand, ReverseCommand } from './command';
import type { DecideContext } from './decide-order';
import { isConfirmed, isHeldBack, sentNow } from './upload-order';
import type { WorkingSet } from './working-set';

/** POST /usages (R16–R20): the same request again gets the first result; a refused one leaves nothing. */
export function pay(
  set: WorkingSet,
  command: PayCommand,
  { now, policies, uploads }: DecideContext,
): Outcome | 'unread' {
  const { request, contentHash, useId, msgid } = command;
  const person = set.persons.get(request.psnNo);
  const wallet = set.walletOf(request.psnNo);
  const known = set.usages.get(request.settlementId);
  if (known?.contentHash === contentHash) return { kind: 'paid', repeated: true, usage: known.usage };
  if (known) {
    // A01 and A05 of the request come before A04 (province-api.md, A-codes).
    const quote = quoteUsage(person, wallet, request, policies, now);
    const comesFirst = quote.refused && quote.code !== 'A10';
    return { kind: 'refused', refusal: comesFirst ? quote : refuse('A04', 'setl_id') };
  }
  const decision = payFromWallet(person, wallet, request, policies, useId, now);
  if (decision.refused) return { kind: 'refused', refusal: decision };
  const { usage } = decision;
  const isHeld = isHeldBack(set, usage.psnNo);
  if (isHeld === 'unread') return isHeld;
  set.apply(decision, { cause: 'USAGE', ref: useId, at: now });
  set.usages.set(usage.settlementId, { usage, contentHash, recordedAt: now });
  set.newUsages.add(usage.settlementId);
  set.paid.push(usage);
  // R18: what draws nothing from the wallet is not uploaded.
  if (usage.lines.length > 0) {
    const held = heldUpload(usage, msgid, uploads.usageBody(usage), now);
    set.keepUpload(isHeld ? held : sentNow(held, now + uploads.resendAfter));
  }
  return { kind: 'paid', repeated: false, usage };
}

/** POST /usages/{setl_id}/reversal (R21): once, whole, always accepted. */
export function reverse(set: WorkingSet, command: ReverseCommand, { now, uploads }: DecideContext): Outcome | 'unread' {
  const row = set.usages.get(command.settlementId);
  const person = set.persons.get(command.psnNo);
  if (row === undefined || person === undefined) return { kind: 'refused', refusal: refuse('A05', 'setl_id') };
  const { usage } = row;
  if (row.reversal) return { kind: 'reversed', repeated: true, reversal: row.reversal };
  const isHeld = isHeldBack(set, usage.psnNo);
  const isOpen = usage.lines.length === 0 || isConfirmed(set, usage.useId);
  if (!haveFiles(set, usage) || isHeld === 'unread' || isOpen === 'unread') return 'unread';
  const limits = usage.lines.flatMap((line) => set.limits.get(line.limitId) ?? []);
  const decision = reverseUsage(person, usage, limits, command.useId, now);
  const { reversal } = decision;
  set.apply(decision, { cause: 'REVERSAL', ref: reversal.useId, at: now });
  set.usages.set(usage.settlementId, { ...row, usage: decision.usage, reversal });
  if (!set.newUsages.has(usage.settlementId)) set.reversedUsages.add(usage.settlementId);
  set.paid.push(reversal);
  if (usage.lines.length > 0) {
    const body = uploads.reversalBody(reversal, usage.psnNo);
    const held = heldUpload({ ...reversal, psnNo: usage.psnNo }, command.msgid, body, now);
    set.keepUpload(isOpen && !isHeld ? sentNow(held, now + uploads.resendAfter) : held);
  }
  return { kind: 'reversed', repeated: false, reversal };
}

function haveFiles(set: WorkingSet, usage: Usage): boolean {
  let isRead = true;
  for (const { relationshipId, limitId } of usage.lines) {
    if (set.haveRead(relationshipId, [limitId])) continue;
    set.askFor(relationshipId, [limitId]);
    isRead = false;
  }
  return isRead;
}

function heldUpload(
  paid: (Usage | Reversal) & { readonly psnNo: string },
  msgid: string,
  body: string,
  now: number,
): UploadRow {
  const originalUseId = 'originalUseId' in paid ? paid.originalUseId : undefined;
  const infno = originalUseId === undefined ? 'M411' : 'M412';
  const times = { tries: 0, nextAt: now, createdAt: now };
  return { msgid, infno, recordKey: paid.psnNo, body, useId: paid.useId, originalUseId, state: 'HELD', ...times };
}
