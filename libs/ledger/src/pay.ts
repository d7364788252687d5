import { payFromWallet, quoteUsage, refuse, reverseUsage, type Reversal, type Usage } from '@libs/mutual-aid';
import type { UploadRow } from '@libs/province-store';
import type { Outcome, PayCommand, ReverseCommand } from './command';
import type { DecideContext } from './decide-order';
import type { WorkingSet } from './working-set';

/** POST /usages (R16–R20): the same request again gets the first result; a refused one leaves nothing. */
export function pay(set: WorkingSet, command: PayCommand, { now, policies, uploads }: DecideContext): Outcome {
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
  set.apply(decision, { cause: 'USAGE', ref: useId, at: now });
  set.usages.set(usage.settlementId, { usage, contentHash, recordedAt: now });
  set.newUsages.add(usage.settlementId);
  set.paid.push(usage);
  // R18: what draws nothing from the wallet is not uploaded.
  if (usage.lines.length > 0)
    set.keepUpload(uploadOf(usage, msgid, uploads.usageBody(usage), now, uploads.resendAfter));
  return { kind: 'paid', repeated: false, usage };
}

/** POST /usages/{setl_id}/reversal (R21): once, whole, always accepted. */
export function reverse(set: WorkingSet, command: ReverseCommand, { now, uploads }: DecideContext): Outcome | 'unread' {
  const row = set.usages.get(command.settlementId);
  const person = set.persons.get(command.psnNo);
  if (row === undefined || person === undefined) return { kind: 'refused', refusal: refuse('A05', 'setl_id') };
  const { usage } = row;
  if (row.reversal) return { kind: 'reversed', repeated: true, reversal: row.reversal };
  if (!haveFiles(set, usage)) return 'unread';
  const limits = usage.lines.flatMap((line) => set.limits.get(line.limitId) ?? []);
  const decision = reverseUsage(person, usage, limits, command.useId, now);
  const { reversal } = decision;
  set.apply(decision, { cause: 'REVERSAL', ref: reversal.useId, at: now });
  set.usages.set(usage.settlementId, { ...row, usage: decision.usage, reversal });
  if (!set.newUsages.has(usage.settlementId)) set.reversedUsages.add(usage.settlementId);
  set.paid.push(reversal);
  if (usage.lines.length > 0) {
    const body = uploads.reversalBody(reversal, usage.psnNo);
    const upload = uploadOf({ ...reversal, psnNo: usage.psnNo }, command.msgid, body, now, uploads.resendAfter);
    // §5: an M412 only after its M411 is answered 0.
    set.keepUpload(isConfirmed(set, usage.useId) ? upload : { ...upload, state: 'HELD', tries: 0 });
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
  if (usage.lines.length > 0 && !set.newUsages.has(usage.settlementId) && !set.haveReadUploadsOf(usage.useId)) {
    set.unread.uploadsOf.add(usage.useId);
    isRead = false;
  }
  return isRead;
}

function isConfirmed(set: WorkingSet, useId: string): boolean {
  return [...set.uploads.values()].some((each) => each.useId === useId && each.state === 'CONFIRMED');
}

function uploadOf(
  paid: (Usage | Reversal) & { readonly psnNo: string },
  msgid: string,
  body: string,
  now: number,
  resendAfter: number,
): UploadRow {
  const originalUseId = 'originalUseId' in paid ? paid.originalUseId : undefined;
  const infno = originalUseId === undefined ? 'M411' : 'M412';
  // It is sent right after the commit: that is its first try, and needs no write of its own.
  const times = { tries: 1, nextAt: now + resendAfter, createdAt: now };
  return { msgid, infno, recordKey: paid.psnNo, body, useId: paid.useId, originalUseId, state: 'PENDING', ...times };
}
