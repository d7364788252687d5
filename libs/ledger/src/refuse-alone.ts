import { REFUSAL_TEXT } from '@libs/mutual-aid';
import type { Command } from './command';

/**
 * What to do with a command that keeps failing by itself: a platform message is answered E99, not stored, and kept
 * as a dead letter (§3); where not even that can be written, it is a dead letter alone, because nothing may stop its
 * partition. A request is told so: undefined.
 */
export function refuseAlone(command: Command): Command | undefined {
  if (command.kind === 'verdict' || command.kind === 'acknowledge') {
    const { origin, topic, incarnation, record } = command.origin;
    const reason = 'neither kept nor answered: fails alone';
    return { kind: 'dead-letter', letter: { origin, topic, incarnation, record, reason } };
  }
  if (command.kind !== 'order') return undefined;
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
