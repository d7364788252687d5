import { refuse, type ContentHash } from '@libs/mutual-aid';
import type { RequestRow } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { Refused } from './outcome';

/** What makes a window's request safe to send again (province-api.md). */
export interface AskedOnce {
  readonly requestId: string;
  /** SHA-256 of the canonical body, and of what its path names. */
  readonly contentHash: ContentHash;
}

/** The request as it was carried out before; A04 where its id was used for something else; undefined where it is new. */
export function knownRequest(files: FileSet, { requestId, contentHash }: AskedOnce): RequestRow | Refused | undefined {
  const known = files.shelf.request.find(requestId);
  if (known === undefined || known.contentHash === contentHash) return known;
  return { kind: 'refused', refusal: refuse('A04', 'request_id') };
}

/** Keeps what a request made. */
export function keepRequest(
  files: FileSet,
  { requestId, contentHash }: AskedOnce,
  made: readonly string[],
  at: number,
): void {
  files.shelf.request.put({ requestId, contentHash, made, at });
}
