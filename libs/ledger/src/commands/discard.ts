import type { DiscardCommand } from './command';
import type { CommandKind } from './command-kind';
import { moveLetter, openLetter } from './open-letter';

/** POST /dead-letters/{id}/discard */
export const discardLetter: CommandKind<DiscardCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ letter }) => letter,
  want: ({ letter }, files) => files.ask('letter', letter),
  decide: ({ letter: key, hand: { by, seen } }, files, { now }) => {
    const letter = openLetter(files, key, seen);
    if ('kind' in letter) return letter;
    moveLetter(files, letter, 'DISCARDED', { by, at: now });
    return { kind: 'discarded' };
  },
};
