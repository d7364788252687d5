import { REFUSAL_TEXT } from '@libs/mutual-aid';
import { inboxKey, type StoredAnswer } from '@libs/province-store';
import type { NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { answerUnstored, recogniseMessage, recordAnswer } from './answer-message';
import type { OrderCommand, VerdictCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepRecord, letterKey, neitherKeptNorAnswered } from './dead-letter';
import type { MessageOutcome } from './outcome';

/** A platform message refused before any rule (§3). */
export const refuseMessage: CommandKind<VerdictCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ msgid }) => msgid,
  want: ({ msgid, verdict, origin }, files) => {
    files.ask('inbox', inboxKey(msgid));
    if (verdict.code === 'E99') files.ask('letter', letterKey(origin));
  },
  decide: (command, files, { now }) => {
    // A known msgid is decided before everything but E02 (§3): what is not rightly signed may not claim to be it.
    const known = command.verdict.code === 'E02' ? undefined : recogniseMessage(files, command);
    return known ?? refuse(command, files, now);
  },
  // An answer that cannot be stored is none: E99 is not (§3).
  whenItFailsAlone: (command) =>
    command.verdict.stored ? failsAlone(command) : neitherKeptNorAnswered(command.origin),
};

/** What is answered to a message that fails all by itself, whatever it is: E99, which is never stored (§3). */
export function failsAlone({ msgid, infno, contentHash, origin }: OrderCommand | VerdictCommand): VerdictCommand {
  const verdict = { code: 'E99', message: REFUSAL_TEXT.E99, stored: false } as const;
  return { kind: 'verdict', msgid, infno, contentHash, origin, verdict };
}

function refuse(command: VerdictCommand, files: FileSet, now: number): MessageOutcome | NotYet {
  const { code, message, stored } = command.verdict;
  const answer: StoredAnswer = { infcode: '-1', errCode: code, errMsg: message };
  if (stored) return recordAnswer(files, command, answer, now);
  // E99 is never stored as the final answer (§3); the record is kept for a person to look at.
  const { msgid, origin } = command;
  if (code === 'E99' && keepRecord(files, origin, { reason: message, msgid, at: now }) === 'unread') return 'unread';
  return answerUnstored(files, command, answer);
}
