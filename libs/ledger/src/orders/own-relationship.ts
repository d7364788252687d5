import { ownPerson, type InsuredPerson, type Relationship } from '@libs/mutual-aid';
import type { NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';

/** A relationship that an order names, with this province's person; both absent where it is not recorded here. */
export interface OwnRelationship {
  readonly relationship: Relationship | undefined;
  readonly own: InsuredPerson | undefined;
}

/** What an order about a recorded relationship needs: the limits it names, or every limit of it. */
export interface Needs {
  readonly limitIds?: readonly string[];
  readonly wholeRelationship?: boolean;
}

/** Asks for a relationship and what an order needs of it. */
export function wantRelationship(
  files: FileSet,
  relationshipId: string,
  { limitIds = [], wholeRelationship }: Needs,
): void {
  files.ask('relationship', relationshipId);
  for (const id of limitIds) files.ask('limit', id);
  if (wholeRelationship) files.ask('limitsOf', relationshipId);
}

/**
 * The relationship and its own person, locked. A message taken up from the waiting room stands beside others that read
 * only what they name, so here, too, it is asked for what is not certain yet.
 */
export function ownRelationship(files: FileSet, relationshipId: string, needs: Needs): OwnRelationship | NotYet {
  const { limitIds = [], wholeRelationship = false } = needs;
  const isWhole = !wholeRelationship || files.haveAllLimitsOf(relationshipId);
  if (!isWhole || !areKnown(files, relationshipId, limitIds)) {
    wantRelationship(files, relationshipId, needs);
    return 'unread';
  }
  const relationship = files.shelf.relationship.find(relationshipId);
  if (relationship === undefined) return { relationship, own: undefined };
  const { psnNo } = ownPerson(relationship);
  if (!files.isLocked(psnNo)) {
    // Recorded only since the batch looked whose it is: by another replica, say.
    files.ask('person', psnNo);
    return 'unread';
  }
  return { relationship, own: files.shelf.person.find(psnNo) };
}

/** Whether it is certain of all these ids what is recorded under them. */
export function areKnown(files: FileSet, relationshipId: string, limitIds: readonly string[]): boolean {
  const { relationship, limit } = files.shelf;
  return relationship.get(relationshipId) !== 'unread' && limitIds.every((id) => limit.get(id) !== 'unread');
}
