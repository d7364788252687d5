import {
  contentHashOf,
  type ContentHash,
  recogniseEstablishment,
  type RelationshipState,
  type Role,
} from '@libs/mutual-aid';
import { codeOf, HASH, recorded } from '../support/pure-people';

const OTHER = contentHashOf('02'.repeat(32));

test.each<[string, Role, ContentHash, [Role, RelationshipState] | undefined, boolean, string]>([
  ['all ids new', 'donor', HASH, undefined, false, 'new'],
  ['M101, a limit id known', 'donor', HASH, undefined, true, 'E04'],
  ['M102, a limit id known', 'benef', HASH, undefined, true, 'E04'],
  ['the same and PENDING', 'donor', HASH, ['donor', 'PENDING'], true, '0'],
  ['the same and EFFECTIVE', 'donor', HASH, ['donor', 'EFFECTIVE'], true, '0'],
  ['the same and TERMINATING', 'donor', HASH, ['donor', 'TERMINATING'], true, '0'],
  ['the same and REFUSED', 'donor', HASH, ['donor', 'REFUSED'], true, 'E31'],
  ['the same and REVOKED', 'donor', HASH, ['donor', 'REVOKED'], true, 'E31'],
  ['the same and TERMINATED', 'donor', HASH, ['donor', 'TERMINATED'], true, 'E31'],
  ['other content', 'donor', OTHER, ['donor', 'EFFECTIVE'], true, 'E04'],
  ['other content with other limits', 'donor', OTHER, ['donor', 'EFFECTIVE'], false, 'E04'],
  ['other content of a final one', 'donor', OTHER, ['donor', 'REVOKED'], true, 'E04'],
  ['M101 of one held as beneficiary region', 'donor', OTHER, ['benef', 'EFFECTIVE'], true, 'E10'],
  ['M101 of a final one held as beneficiary region', 'donor', HASH, ['benef', 'REVOKED'], true, 'E10'],
  ['M102 of one held as donor region', 'benef', OTHER, ['donor', 'EFFECTIVE'], true, 'E11'],
  ['M102, the same and EFFECTIVE', 'benef', HASH, ['benef', 'EFFECTIVE'], true, '0'],
  ['M102, the same and REVOKED', 'benef', HASH, ['benef', 'REVOKED'], true, 'E31'],
])('§3, a known id under another msgid: %s', (_case, role, hash, known, anyLimitKnown, code) => {
  const decision = recogniseEstablishment(role, hash, known && recorded(...known), anyLimitKnown);
  expect(decision === undefined ? 'new' : codeOf(decision)).toBe(code);
  if (code === '0') expect(decision).toEqual({ refused: false });
});
