import { hash } from 'node:crypto';
import { contentHashOf, type ContentHash } from '@libs/mutual-aid';
import { canonicalJson } from './canonical-json';

/** What makes two records the same message (§3): SHA-256 over infno and the canonical input. */
export function contentHash(infno: unknown, input: unknown): ContentHash {
  return contentHashOf(hash('sha256', `${String(infno)}\n${canonicalJson(input ?? null)}`, 'hex'));
}
