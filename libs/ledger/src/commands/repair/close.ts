import { judgeClosing, refuse } from '@libs/mutual-aid';
import type { CloseDiscrepancyCommand } from '../command';
import type { CommandKind } from '../command-kind';
import { noteAct } from './note-act';

/** POST /discrepancies/{id}/closing: nothing is mended, and later runs list it without counting it. */
export const closeDiscrepancy: CommandKind<CloseDiscrepancyCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ id }) => id,
  want: ({ id }, files) => files.ask('discrepancy', id),
  decide: ({ id, note, by }, files, { now }) => {
    const found = files.shelf.discrepancy.find(id);
    if (found === undefined) return { kind: 'refused', refusal: refuse('A05', 'id') };
    const refusal = judgeClosing(found);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    noteAct(files, { ...found, status: 'CLOSED' }, { act: 'CLOSED', by, at: now, note });
    return { kind: 'noted' };
  },
};
