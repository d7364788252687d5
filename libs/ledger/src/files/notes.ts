import type { Reversal, Usage } from '@libs/mutual-aid';
import type { OutgoingAnswer, TrailEntry, UploadRow } from '@libs/province-store';

/** A message that waited and is answered now, for the figures and the log. */
export interface TakenUp {
  readonly msgid: string;
  readonly infno: string;
  readonly code: string;
}

/** What is written beside the tables' rows, and sent, once a batch is decided. */
export interface Notes {
  /** R32 */
  readonly trail: TrailEntry[];
  /** Usages and reversals whose lines are new. */
  readonly paid: (Usage | Reversal)[];
  readonly answers: OutgoingAnswer[];
  /** Uploads to send once this batch is committed. */
  readonly toSend: UploadRow[];
  readonly takenUp: TakenUp[];
}

/** The notes of a batch of which nothing is decided yet. */
export function noNotes(): Notes {
  return { trail: [], paid: [], answers: [], toSend: [], takenUp: [] };
}
