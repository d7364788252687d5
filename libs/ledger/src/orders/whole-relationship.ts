import type { Recorded } from '@libs/mutual-aid';
import type { NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { ownRelationship, wantRelationship } from './own-relationship';

const NEEDS = { wholeRelationship: true };

/** Asks for a relationship with every limit of it. */
export function wantWhole(files: FileSet, relationshipId: string): void {
  wantRelationship(files, relationshipId, NEEDS);
}

/** A relationship with every limit of it, its own person locked. */
export function recordedWhole(files: FileSet, relationshipId: string): Recorded | NotYet {
  const found = ownRelationship(files, relationshipId, NEEDS);
  return typeof found === 'string' ? found : { ...found, limits: files.limitsOf(relationshipId) };
}
