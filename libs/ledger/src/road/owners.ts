import { ownPerson, type Relationship } from '@libs/mutual-aid';
import { answerReads, type LedgerConnection } from '@libs/province-store';
import type { Command } from '../commands/command';
import type { OwnerHints } from '../commands/command-kind';
import { commandKindOf, withParts } from '../commands/registry';

const GENERATION = 100_000;

/**
 * Which person of this province a relationship belongs to, of those that were met lately: whom to lock, and which lane
 * to take. Learned from rows that are recorded, and what is recorded of that never changes.
 */
export class Owners implements OwnerHints {
  private young = new Map<string, string>();
  private old = new Map<string, string>();

  get(relationshipId: string): string | undefined {
    return this.young.get(relationshipId) ?? this.old.get(relationshipId);
  }

  /** Learns whose these are; they must be recorded. */
  learn(relationships: Iterable<Relationship>): void {
    for (const relationship of relationships) this.set(relationship.relationshipId, ownPerson(relationship).psnNo);
  }

  private set(relationshipId: string, psnNo: string): void {
    if (this.young.size >= GENERATION) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(relationshipId, psnNo);
  }
}

/**
 * Looks up whose those relationships are of which only their id is known, so that the batch can lock everybody in its
 * first read, in sorted order. Asks nothing where each is known or established by the batch itself, as is usual.
 */
export async function findOwners(
  connection: LedgerConnection,
  commands: readonly Command[],
  owners: Owners,
): Promise<void> {
  const established = new Set<string>();
  const unknown = new Set<string>();
  for (const command of withParts(commands)) {
    const kind = commandKindOf(command);
    const relationshipId = kind.relationshipOf(command);
    if (relationshipId === undefined) continue;
    if (kind.owner(command, owners) !== undefined) established.add(relationshipId);
    else if (!established.has(relationshipId)) unknown.add(relationshipId);
  }
  if (unknown.size === 0) return;
  const { relationship = [] } = await answerReads(connection, { relationship: unknown });
  owners.learn(relationship);
}
