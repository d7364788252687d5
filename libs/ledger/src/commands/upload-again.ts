import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import type { UploadAgainCommand } from './command';
import type { CommandKind } from './command-kind';
import { letAgain } from './record-uploads';

/** What the platform answered and does not have is uploaded again under a new msgid (R24), a reversal after its usage. */
export const sendAnsweredAgain: CommandKind<UploadAgainCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ psnNo }) => psnNo,
  want: (command, files) => wantUploadAgain(files, command),
  decide: (command, files, context) => {
    const became = uploadAgain(files, command, context);
    return typeof became === 'string' ? became : { kind: 'sent anew', ...became };
  },
};

/** Asks for what uploadAgain() needs. */
export function wantUploadAgain(files: FileSet, { useId, psnNo }: Pick<UploadAgainCommand, 'useId' | 'psnNo'>): void {
  files.ask('uploadsOf', useId);
  files.ask('heldOf', psnNo);
}

/**
 * Puts a new upload in the place of the confirmed one of a usage or reversal; from then on it is unanswered. Nothing is
 * done where none is confirmed: it is on its way already, or its refusal is an operator's to look into.
 */
export function uploadAgain(
  files: FileSet,
  { useId, psnNo }: Pick<UploadAgainCommand, 'useId' | 'psnNo'>,
  context: DecideContext,
): { readonly isSent: boolean } | NotYet {
  wantUploadAgain(files, { useId, psnNo });
  if (!files.isRead('uploadsOf', useId) || !files.isRead('heldOf', psnNo)) return 'unread';
  const confirmed = files.uploadsOf(useId).find(({ state }) => state === 'CONFIRMED');
  if (confirmed === undefined) return { isSent: false };
  return letAgain(files, confirmed, context) ?? { isSent: true };
}
