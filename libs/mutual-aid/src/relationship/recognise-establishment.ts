import type { ContentHash } from '../content-hash';
import { NO_CHANGES, type Decision } from '../decision';
import { refuse } from '../refusal';
import { isFinal, type Relationship, type Role } from './relationship';

/**
 * An establishment whose relationship or limit id is known under another msgid is decided first and alone (§3):
 * held in the other role E10 or E11, other content E04, same and final E31, same and live 0 without effect.
 * Undefined where all its ids are new.
 */
export function recogniseEstablishment(
  role: Role,
  contentHash: ContentHash,
  known: Relationship | undefined,
  anyLimitKnown: boolean,
): Decision | undefined {
  if (known === undefined) return anyLimitKnown ? refuse('E04') : undefined;
  if (known.role !== role) return refuse(role === 'donor' ? 'E10' : 'E11');
  if (known.contentHash !== contentHash) return refuse('E04');
  return isFinal(known.state) ? refuse('E31') : NO_CHANGES;
}
