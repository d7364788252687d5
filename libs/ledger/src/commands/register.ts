import { registerPerson } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import type { RegisterCommand } from './command';
import type { CommandKind } from './command-kind';

/** PUT /insured-persons and each line of the import. */
export const register: CommandKind<RegisterCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ row }) => row.psnNo,
  want: () => undefined,
  decide: ({ row, opening }, files, { now }) => {
    const known = files.shelf.person.find(row.psnNo);
    const decision = registerPerson(known, row, opening);
    if (decision.refused) return { kind: 'refused', refusal: decision };
    applyChanges(files, decision, { cause: 'OPENING', ref: row.psnNo, at: now });
    return { kind: 'registered', created: known === undefined, person: decision.person };
  },
};
