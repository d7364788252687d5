import { hash } from 'node:crypto';
import { contentHashOf, type ContentHash } from '@libs/mutual-aid';
import { canonicalJson } from './canonical-json';

/**
 * What makes two records the same message (§3): SHA-256 over infno and the canonical input, both as they were sent,
 * before their texts are made storable. An infno that is no text is never the same as one that is.
 */
export function contentHash(infno: unknown, input: unknown): ContentHash {
  const number = typeof infno === 'string' ? infno : canonicalJson(infno ?? null);
  return contentHashOf(hash('sha256', `${number}\n${canonicalJson(input ?? null)}`, 'hex'));
}
