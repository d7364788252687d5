import type { Command } from '../commands/command';
import type { OwnerHints } from '../commands/command-kind';
import { commandKindOf } from '../commands/registry';

const GENERATION = 100_000;

/**
 * Which person of this province a relationship belongs to, as last seen: it says whom to lock and which lane to take.
 * Only a hint: the lane checks it against the row, and sends the command to the right lane where it was wrong.
 */
export class Owners implements OwnerHints {
  private young = new Map<string, string>();
  private old = new Map<string, string>();

  get(relationshipId: string): string | undefined {
    return this.young.get(relationshipId) ?? this.old.get(relationshipId);
  }

  set(relationshipId: string, psnNo: string): void {
    if (this.young.size >= GENERATION) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(relationshipId, psnNo);
  }
}

/** What a command shares with all those that must keep their order with it: its person, as far as that is known. */
export function laneKeyOf(command: Command, owners: OwnerHints): string {
  const kind = commandKindOf(command);
  return kind.owner(command, owners) ?? kind.relationshipOf(command) ?? kind.laneKey?.(command) ?? '';
}

/** The lane of a command: one person's commands always meet in the same one. */
export function laneOf(command: Command, owners: OwnerHints, lanes: number): number {
  const key = laneKeyOf(command, owners);
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
  // The low bits of this hash follow the last character's; fold the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % lanes;
}
