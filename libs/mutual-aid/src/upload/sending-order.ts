import type { HeldUpload, Precedent, PrecedentOf, UploadState } from './upload';

/**
 * Where a subject stands, by the states of its uploads: one that was refused and sent again has several. A refused
 * one holds back its own follower alone (§5): what an operator has to look into must not stop everybody else, and the
 * platform has nothing of it in its books.
 */
export function precedentBy(states: readonly UploadState[]): Precedent {
  if (states.includes('CONFIRMED')) return 'confirmed';
  return states.includes('PENDING') || states.includes('HELD') ? 'unanswered' : 'refused';
}

/**
 * Where it stands with a reversal that a list of usages goes after: sent is enough, whatever is answered, and one that
 * waits for the operator who redrives its refused usage holds back nobody else (§5).
 */
export function precedentByReversal(states: readonly UploadState[], own: Precedent): Precedent {
  return states.every((state) => state === 'HELD') && own !== 'refused' ? 'unanswered' : 'confirmed';
}

/** Whether a new upload has to wait behind what is held back under its record key (§5, the order of first sendings). */
export function isHeldBehind<Held extends HeldUpload>(
  held: readonly Held[],
  precedentOf: PrecedentOf<Held>,
): boolean | 'unread' {
  const precedents = held.map((each) => precedentOf(each));
  return precedents.includes('unread') ? 'unread' : precedents.includes('unanswered');
}

/**
 * What of the held, in the order of recording, may go now: each whose own precedent is confirmed, up to the first
 * whose precedent is unanswered.
 */
export function mayGoNow<Held extends HeldUpload>(
  held: readonly Held[],
  precedentOf: PrecedentOf<Held>,
): Held[] | 'unread' {
  const going: Held[] = [];
  for (const upload of held) {
    const precedent = precedentOf(upload);
    if (precedent === 'unread') return precedent;
    if (precedent === 'unanswered') break;
    if (precedent === 'confirmed') going.push(upload);
  }
  return going;
}
