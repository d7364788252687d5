import { confirmLimit, confirmRelationship, type Limit } from '@libs/mutual-aid';
import type { TrailEntry } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import { applyChanges } from '../files/apply-changes';
import type { FileSet } from '../files/file-set';
import { ownRelationship } from '../orders/own-relationship';
import { recordUploads } from './record-uploads';

/** What proves that the platform has our M111: a message or a line of usage, as the trail names it. */
type Proof = Pick<TrailEntry, 'cause' | 'ref'> & { readonly traceparent?: string | undefined };

/**
 * Confirms a relationship that is PENDING, because a message or a line names it ("confirms", §4, R23); any other stays as
 * it is. `unread` where more has to be read for it.
 */
export function confirmPending(
  files: FileSet,
  relationshipId: string,
  { traceparent, ...proof }: Proof,
  context: DecideContext,
): NotYet | undefined {
  if (files.shelf.relationship.find(relationshipId)?.state !== 'PENDING') return undefined;
  const found = ownRelationship(files, relationshipId, { wholeRelationship: true });
  if (typeof found === 'string') return found;
  const { own, relationship } = found;
  if (own === undefined || relationship === undefined) return undefined;
  const { now, uploads } = context;
  const newMsgid = () => uploads.newMsgid();
  const changes = confirmRelationship(own, relationship, files.limitsOf(relationshipId), { now, newMsgid });
  applyChanges(files, changes, { ...proof, at: now });
  return recordUploads(files, changes.uploads, { traceparent }, context);
}

/** Likewise a PENDING limit, where a line of its relationship names it. */
export function confirmPendingLimit(
  files: FileSet,
  { relationshipId, limitId }: Pick<Limit, 'relationshipId' | 'limitId'>,
  proof: Proof & Pick<TrailEntry, 'at'>,
): void {
  const relationship = files.shelf.relationship.find(relationshipId);
  const limit = files.shelf.limit.find(limitId);
  if (limit?.state !== 'PENDING' || relationship === undefined || limit.relationshipId !== relationshipId) return;
  applyChanges(files, confirmLimit(relationship, limit), proof);
}
