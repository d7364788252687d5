import type { RedriveCommand } from './command';
import type { CommandKind } from './command-kind';
import { letterKey } from './dead-letter';
import { moveLetter, openLetter } from './open-letter';
import { recordKindOf } from './records';

/**
 * POST /dead-letters/{id}/redrive: its record is carried out like one just received, in the same transaction as its
 * letter is moved, so that neither is ever done without the other. A record that fails again opens its letter again.
 */
export const redriveLetter: CommandKind<RedriveCommand> = {
  isRequest: true,
  relationshipOf: ({ message }) => recordKindOf(message).relationshipOf(message),
  owner: ({ message }, owners) => recordKindOf(message).owner(message, owners),
  laneKey: ({ message }) => recordKindOf(message).laneKey?.(message) ?? letterKey(message.origin),
  want: ({ message }, files, newIds) => {
    files.ask('letter', letterKey(message.origin));
    recordKindOf(message).want(message, files, newIds);
  },
  decide: ({ message, hand: { by, seen } }, files, context) => {
    const letter = openLetter(files, letterKey(message.origin), seen);
    if ('kind' in letter) return letter;
    moveLetter(files, letter, 'REDRIVEN', { by, at: context.now });
    const became = recordKindOf(message).decide(message, files, context);
    return typeof became === 'string' ? became : { kind: 'redriven', became };
  },
  whenItFailsAlone: ({ message, hand }) => {
    const instead = recordKindOf(message).whenItFailsAlone?.(message);
    return instead && { kind: 'redrive', message: instead, hand };
  },
};
