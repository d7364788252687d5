import type { UploadRow } from '@libs/province-store';
import type { WorkingSet } from './working-set';

/**
 * §5, the order of first sendings under one record key: an M412 goes only after its M411 is confirmed, and what is
 * recorded after it goes only after it. An M411 that was refused holds back its own M412 alone: what an operator has to
 * look into must not stop everybody else, and the platform has nothing of it in its books.
 */
type Original = 'confirmed' | 'unanswered' | 'refused' | 'unread';

/** Whether a new upload of this person has to be HELD behind another. */
export function isHeldBack(set: WorkingSet, psnNo: string): boolean | 'unread' {
  const originals = set.heldUnder(psnNo).flatMap(({ originalUseId }) => originalUseId ?? []);
  const states = originals.map((useId) => originalState(set, useId));
  return states.includes('unread') ? 'unread' : states.includes('unanswered');
}

/** Whether the M411 of a usage is confirmed, so that its M412 may go. */
export function isConfirmed(set: WorkingSet, useId: string): boolean | 'unread' {
  const state = originalState(set, useId);
  return state === 'unread' ? state : state === 'confirmed';
}

/** Lets go, in the order of recording, what nothing holds back any more; `unread` where more has to be read for it. */
export function releaseHeld(set: WorkingSet, recordKey: string, sentAgainAt: number): 'unread' | undefined {
  for (const upload of set.heldUnder(recordKey)) {
    const original = upload.originalUseId === undefined ? 'confirmed' : originalState(set, upload.originalUseId);
    if (original === 'unread') return original;
    if (original === 'unanswered') return undefined;
    if (original === 'confirmed') set.keepUpload(sentNow(upload, sentAgainAt));
  }
  return undefined;
}

/** An upload that goes with this batch's commit: that is its first try, and needs no write of its own. */
export function sentNow(upload: UploadRow, sentAgainAt: number): UploadRow {
  return { ...upload, state: 'PENDING', tries: 1, nextAt: sentAgainAt };
}

function originalState(set: WorkingSet, useId: string): Original {
  const states = set.uploadsOf(useId).map(({ state }) => state);
  if (states.includes('CONFIRMED')) return 'confirmed';
  if (!set.haveReadUploadsOf(useId)) return 'unread';
  return states.includes('PENDING') || states.includes('HELD') ? 'unanswered' : 'refused';
}
