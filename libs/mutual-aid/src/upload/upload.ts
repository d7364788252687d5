import type { UploadInfno } from './platform-upload';

/**
 * HELD until what must be confirmed before it is, and until what is held before it under its record key has gone (§5);
 * REPLACED by its redrive under a new msgid.
 */
export type UploadState = 'HELD' | 'PENDING' | 'CONFIRMED' | 'REFUSED' | 'REPLACED';

/** What is held back under one record key: it goes after its own precedent, and after those that go before it. */
export interface HeldUpload {
  readonly infno: UploadInfno;
  /** The subject whose upload must be confirmed first; of a list of usages, the reversal that must be sent first. */
  readonly afterSubject?: string | undefined;
}

/** How it stands with the upload that must be confirmed first. */
export type Precedent = 'confirmed' | 'unanswered' | 'refused';

/** Where the precedent of what is held stands; `unread` where its uploads have to be read first. */
export type PrecedentOf<Held> = (held: Held) => Precedent | 'unread';
