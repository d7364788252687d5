import { ownPerson, type Changes } from '@libs/mutual-aid';
import type { TrailEntry } from '@libs/province-store';
import type { FileSet } from './file-set';

/** What a change comes from, as each of its lines of the trail has it. */
type Cause = Pick<TrailEntry, 'cause' | 'ref' | 'at'>;

/** Carries out what a rule decided, with its lines of the trail (R32). */
export function applyChanges(files: FileSet, changes: Changes, cause: Cause): void {
  const { person, relationships = [], limits = [], runs = [], usagesToFetch, statement } = changes;
  if (person) files.shelf.person.put(person);
  for (const { before, after } of relationships) if (after !== before) files.shelf.relationship.put(after);
  for (const limit of limits) files.shelf.limit.put(limit);
  for (const run of runs) files.shelf.run.put(run);
  if (usagesToFetch !== undefined)
    files.shelf.usageFetch.put({ relationshipId: usagesToFetch, askedBy: cause.ref, since: cause.at });
  if (statement !== undefined) files.shelf.statement.put({ ...statement, msgid: cause.ref, at: cause.at });
  files.notes.trail.push(...linesOf(changes, cause));
}

function linesOf({ person, relationships = [], limits = [], money }: Changes, cause: Cause): TrailEntry[] {
  const limitIds = limits.map((limit) => limit.limitId);
  if (relationships.length === 0)
    return person === undefined || money === undefined ? [] : [{ ...cause, psnNo: person.psnNo, limitIds, money }];
  return relationships.flatMap(({ before, after }, index) => {
    const { relationshipId, state } = after;
    const isMoved = before?.state !== state;
    // One change of money has one line, whatever number of relationships it concerns.
    const moneyToo = index === 0 ? { limitIds, money } : {};
    // Compared again and nothing else: the answer says what was found.
    if (!isMoved && !moneyToo.limitIds?.length && !moneyToo.money) return [];
    const moved = isMoved ? { from: before?.state, to: state } : {};
    return { ...cause, psnNo: ownPerson(after).psnNo, relationshipId, ...moved, ...moneyToo };
  });
}
