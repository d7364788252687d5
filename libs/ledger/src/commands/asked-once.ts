import type { ContentHash } from '@libs/mutual-aid';

/** What makes a window's request safe to send again (province-api.md). */
export interface AskedOnce {
  readonly requestId: string;
  /** SHA-256 of the canonical body, and of what its path names. */
  readonly contentHash: ContentHash;
}
