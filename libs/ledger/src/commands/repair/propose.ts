import { judgeProposal, refuse } from '@libs/mutual-aid';
import type { ProposeRepairCommand } from '../command';
import type { CommandKind } from '../command-kind';
import { noteAct } from './note-act';

/** POST /discrepancies/{id}/proposals */
export const proposeRepair: CommandKind<ProposeRepairCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ id }) => id,
  want: ({ id }, files) => files.ask('discrepancy', id),
  decide: ({ id, action, note, by }, files, { now }) => {
    const found = files.shelf.discrepancy.find(id);
    if (found === undefined) return { kind: 'refused', refusal: refuse('A05', 'id') };
    const refusal = judgeProposal(found, action);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    noteAct(
      files,
      { ...found, status: 'PROPOSED', proposal: { action, by } },
      { act: 'PROPOSED', by, at: now, action, note },
    );
    return { kind: 'noted' };
  },
};
