import type { NamedByLine, StatedLine } from '@libs/mutual-aid';
import { lineKey, type UnappliedLine } from '@libs/province-store';
import type { NewIds, NotYet } from '../../decide-context';
import type { FileSet } from '../../files/file-set';
import { ownRelationship, wantRelationship } from '../../orders/own-relationship';

/** Asks for what a line names; whether it is applied already is told by its unique key, where that is trusted. */
export function wantLine(files: FileSet, line: StatedLine, newIds: NewIds): void {
  wantRelationship(files, line.relationshipId, { limitIds: [line.limitId] });
  const [own, undone] = keysOf(line);
  if (newIds === 'look up') files.ask('applied', own);
  if (undone !== undefined) files.ask('applied', undone);
}

/** Whether it is certain what was applied under the line's own id; else that is read. */
export function isOwnKnown(files: FileSet, line: StatedLine): boolean {
  const [own] = keysOf(line);
  if (files.shelf.applied.get(own) !== 'unread') return true;
  files.ask('applied', own);
  return false;
}

/** What is recorded here of what a line names. */
export function namedBy(files: FileSet, line: StatedLine): NamedByLine {
  const { relationship, limit, applied } = files.shelf;
  const [own, undone] = keysOf(line);
  return {
    relationship: relationship.find(line.relationshipId),
    limit: limit.find(line.limitId),
    known: applied.find(own),
    undone: undone === undefined ? undefined : applied.find(undone),
  };
}

/**
 * What waits to be applied for the donors of these lines, in the order of receipt, once everything is read that they and
 * these lines name, and their donors are locked.
 */
export function waitingBeside(
  files: FileSet,
  { psnNo, lines }: { readonly psnNo: string; readonly lines: readonly StatedLine[] },
): UnappliedLine[] | NotYet {
  const donors = new Set([psnNo]);
  let isRead = true;
  for (const line of lines) {
    if (!haveFiles(files, line)) isRead = false;
    const donor = donorOf(files, line);
    if (donor !== undefined) donors.add(donor);
  }
  const waiting: UnappliedLine[] = [];
  for (const donor of donors) {
    if (!files.isRead('unapplied', donor)) {
      files.ask('unapplied', donor);
      isRead = false;
    }
    waiting.push(...files.unappliedOf(donor));
  }
  for (const { line } of waiting) if (!haveFiles(files, line)) isRead = false;
  return isRead ? waiting : 'unread';
}

/** Whose account a line concerns; undefined where its relationship is not given here. */
export function donorOf(files: FileSet, { relationshipId }: StatedLine): string | undefined {
  const relationship = files.shelf.relationship.find(relationshipId);
  return relationship?.role === 'donor' ? relationship.donor.psnNo : undefined;
}

function haveFiles(files: FileSet, line: StatedLine): boolean {
  const { relationshipId, limitId } = line;
  // What confirms a relationship confirms all its limits.
  const wholeRelationship = files.shelf.relationship.find(relationshipId)?.state === 'PENDING';
  const found = ownRelationship(files, relationshipId, { limitIds: [limitId], wholeRelationship });
  const [, undone] = keysOf(line);
  const isUnread = undone !== undefined && files.shelf.applied.get(undone) === 'unread';
  if (isUnread) files.ask('applied', undone);
  return found !== 'unread' && !isUnread;
}

/** The line's own key, and that of the line which it reverses. */
function keysOf(line: StatedLine): readonly [string] | readonly [string, string] {
  const own = lineKey(line);
  if (line.originalUseId === undefined) return [own];
  return [own, lineKey({ useId: line.originalUseId, lineNo: line.lineNo })];
}
