import type {
  ClearingComparison,
  Comparison,
  ContentHash,
  Establishment,
  PlatformUpload,
  PolicyInForce,
} from '@libs/mutual-aid';

/** What stands beside the files: the clock (ms UTC), the policies, and how long a message may wait (ms). */
export interface DecideContext {
  readonly now: number;
  readonly policies: PolicyInForce;
  readonly waitingTimeout: number;
  readonly uploads: UploadContext;
}

/** How uploads and answers are written, in the names of the wire, and when uploads are sent again (ms). */
export interface UploadContext {
  readonly written: (upload: PlatformUpload) => { readonly recordKey: string; readonly body: string };
  /** The relationships that the lines of an upload of usage are of. */
  readonly relationshipsOf: (upload: { readonly body: string }) => readonly string[];
  /** The output of an answer, as JSON. */
  readonly output: (output: Comparison | ClearingComparison) => string;
  readonly resendAfter: number;
  /** By which an M101 of the same body is known (§3). */
  readonly establishmentHash: (establishment: Establishment) => ContentHash;
  /** A new msgid, of those that ready() made sure of: more than any batch needs. */
  newMsgid(): string;
  ready(): Promise<void>;
}

/** What to read of ids that are probably new: `unique keys` trusts the database to catch a repeat (1062). */
export type NewIds = 'unique keys' | 'look up';

/** Something has to be read, or a person locked, before it can be decided. */
export type NotYet = 'unread';
