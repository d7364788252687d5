import { moveMoney, refuse } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import type { MoveCommand } from './command';
import type { CommandKind } from './command-kind';

/** POST /personal-accounts/{psn_no}/movements. */
export const moveAccount: CommandKind<MoveCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ movement }) => movement.psnNo,
  want: ({ movement }, files) => files.ask('movement', movement.movementId),
  decide: ({ movement, contentHash }, files, { now }) => {
    const person = files.shelf.person.find(movement.psnNo);
    if (person === undefined) return { kind: 'refused', refusal: refuse('A05', 'psn_no') };
    const known = files.shelf.movement.find(movement.movementId);
    if (known?.contentHash === contentHash) return { kind: 'moved', repeated: true, movement: known };
    const decision = moveMoney(person, movement);
    // A01 and A05 of the request itself come before A04, A11 after it (province-api.md, A-codes).
    if (known && (!decision.refused || decision.code === 'A11'))
      return { kind: 'refused', refusal: refuse('A04', 'movement_id') };
    if (decision.refused) return { kind: 'refused', refusal: decision };
    applyChanges(files, decision, { cause: movement.direction, ref: movement.movementId, at: now });
    const { balance, frozen } = decision.money;
    const row = { ...movement, contentHash, balance, frozen, at: now };
    files.shelf.movement.put(row);
    return { kind: 'moved', repeated: false, movement: row };
  },
};
