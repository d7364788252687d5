import { refuse } from '@libs/mutual-aid';
import type { RequestRow } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { AskedOnce } from './asked-once';
import type { Refused } from './outcome';

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
