import { endedByUpdate, registerPerson } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import type { RegisterCommand } from './command';
import type { CommandKind } from './command-kind';
import { endWhatIsOwn } from './end-insurance';

/** PUT /insured-persons and each line of the import. */
export const register: CommandKind<RegisterCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ row }) => row.psnNo,
  want: () => undefined,
  decide: ({ row, opening, traceparent }, files, context) => {
    const { now } = context;
    const known = files.shelf.person.find(row.psnNo);
    const decision = registerPerson(known, row, opening);
    if (decision.refused) return { kind: 'refused', refusal: decision };
    applyChanges(files, decision, { cause: 'OPENING', ref: row.psnNo, at: now });
    // R8; most updates end nothing, and read nothing for it.
    const ended = known && endedByUpdate(known, row);
    if (ended) {
      const end = { kind: ended.kind, at: now };
      const named = endWhatIsOwn(files, { psnNo: row.psnNo, roles: ended.roles, end, traceparent }, context);
      if (named === 'unread') return named;
    }
    return { kind: 'registered', created: known === undefined, person: decision.person };
  },
};
