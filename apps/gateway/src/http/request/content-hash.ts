import { hash } from 'node:crypto';
import { contentHashOf, type ContentHash } from '@libs/mutual-aid';
import { canonicalJson } from '@libs/national-platform';

/** What makes two requests the same: SHA-256 over the canonical body, extra fields included (province-api.md). */
export function requestHash(body: unknown, before = ''): ContentHash {
  return contentHashOf(hash('sha256', `${before}${canonicalJson(body)}`, 'hex'));
}
