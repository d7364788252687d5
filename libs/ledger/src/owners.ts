import type { Command } from './command';

const GENERATION = 100_000;

/**
 * Which person of this province a relationship belongs to, as last seen: it says whom to lock and which lane to take.
 * Only a hint: the lane checks it against the row, and sends the command to the right lane where it was wrong.
 */
export class Owners {
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

/** The relationship a command is about, where it is about one. */
export function relationshipIdOf(command: Command): string | undefined {
  if (command.kind === 'order') return command.order.body.relationshipId;
  return command.kind === 'settle-waiting' ? command.relationshipId : undefined;
}

/** The person whose file and lock a command needs; undefined where it needs none or nobody is known yet. */
export function ownerOf(command: Command, owners: Owners): string | undefined {
  switch (command.kind) {
    case 'order':
      if (command.order.infno === 'M101') return command.order.body.donor.psnNo;
      if (command.order.infno === 'M102') return command.order.body.benef.psnNo;
      return owners.get(command.order.body.relationshipId);
    case 'settle-waiting':
      return owners.get(command.relationshipId);
    case 'register':
      return command.row.psnNo;
    case 'move':
      return command.movement.psnNo;
    case 'pay':
      return command.request.psnNo;
    case 'reverse':
      return command.psnNo;
    case 'verdict':
    case 'dead-letter':
    case 'acknowledge':
      return undefined;
  }
}

function idOf(command: Command): string {
  if (command.kind === 'verdict') return command.msgid;
  return command.kind === 'acknowledge' ? command.refMsgid : '';
}

/** What a command shares with all those that must keep their order with it: its person, as far as that is known. */
export function laneKeyOf(command: Command, owners: Owners): string {
  return ownerOf(command, owners) ?? relationshipIdOf(command) ?? idOf(command);
}

/** The lane of a command: one person's commands always meet in the same one. */
export function laneOf(command: Command, owners: Owners, lanes: number): number {
  const key = laneKeyOf(command, owners);
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
  // The low bits of this hash follow the last character's; fold the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % lanes;
}
