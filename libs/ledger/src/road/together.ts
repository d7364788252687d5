import type { Command } from '../commands/command';
import type { OwnerHints } from '../commands/command-kind';
import { commandKindOf } from '../commands/registry';

/**
 * Keeps the commands of one relationship together: while one of them is on its way, queued or in a batch, whatever
 * comes after it takes the same lane, though it be known by now that another one is its person's. So they are decided
 * in the order in which they were handed in.
 */
export class Together {
  private readonly underWay = new Map<string, Way>();

  constructor(private readonly owners: OwnerHints) {}

  /** The way of a command that is handed in; it leaves it when it is told what became of it. */
  enter(command: Command): Way {
    const kind = commandKindOf(command);
    const relationshipId = kind.relationshipOf(command);
    const known = relationshipId === undefined ? undefined : this.underWay.get(relationshipId);
    if (known !== undefined) return known.join();
    const owner = kind.owner(command, this.owners);
    if (relationshipId === undefined) return new Way(owner ?? kind.laneKey?.(command) ?? '');
    const way = new Way(owner ?? relationshipId, () => this.underWay.delete(relationshipId));
    this.underWay.set(relationshipId, way);
    return way;
  }
}

/** What commands that must keep their order share; of one way is of one lane. */
export class Way {
  private travellers = 1;

  constructor(
    /** The person as far as known, else the relationship, else what the command finds its lane by. */
    readonly key: string,
    private readonly end: () => void = () => undefined,
  ) {}

  /** One more is on it. */
  join(): this {
    this.travellers++;
    return this;
  }

  /** One of them has got there, or was turned away. */
  leave(): void {
    if (--this.travellers === 0) this.end();
  }
}

/** Which of so many lanes a way is: one person's commands mostly meet in the same one, and need not wait for its lock. */
export function laneOf({ key }: Way, lanes: number): number {
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
  // The low bits of this hash follow the last character's; fold the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % lanes;
}
