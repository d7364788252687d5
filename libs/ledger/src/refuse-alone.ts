import { REFUSAL_TEXT } from '@libs/mutual-aid';
import type { Command } from './command';

/**
 * What to do with a command that keeps failing by itself: a platform message is answered E99, not stored, and kept
 * as a dead letter (§3); a request is told so. Undefined where there is nobody to answer.
 */
export function refuseAlone(command: Command): Command | undefined {
  if (command.kind !== 'order') return command.kind === 'verdict' ? command : undefined;
  const { msgid, infno, contentHash, origin } = command;
  return {
    kind: 'verdict',
    msgid,
    infno,
    contentHash,
    origin,
    verdict: { code: 'E99', message: REFUSAL_TEXT.E99, stored: false },
  };
}
