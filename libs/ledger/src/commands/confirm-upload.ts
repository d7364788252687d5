import { uploadLetter, type UploadRow } from '@libs/province-store';
import type { NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import type { ConfirmUploadCommand } from './command';
import type { CommandKind } from './command-kind';
import { moveLetter } from './open-letter';
import { letHeldGo } from './record-uploads';

/** Who dealt with the dead letter of an upload that the platform turned out to have. */
const RECONCILIATION = '对账';

/**
 * A row of a day's file is of a usage or reversal whose upload is unanswered or was refused: it confirms the upload and
 * gives its upload_time, and lets go what waited for it (R24).
 */
export const confirmUpload: CommandKind<ConfirmUploadCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ psnNo }) => psnNo,
  want: ({ useId, psnNo }, files) => {
    files.ask('uploadsOf', useId);
    files.ask('heldOf', psnNo);
  },
  decide: ({ useId, psnNo, uploadTime }, files, context) => {
    files.ask('heldOf', psnNo);
    if (!files.isRead('heldOf', psnNo)) return 'unread';
    const uploads = files.uploadsOf(useId);
    const upload = uploads.findLast(({ state }) => state !== 'REPLACED');
    if (upload === undefined || uploads.some(({ state }) => state === 'CONFIRMED')) return { kind: 'done' };
    if (upload.state === 'REFUSED' && closeLetter(files, upload, context.now) === 'unread') return 'unread';
    files.keepUpload({ ...upload, state: 'CONFIRMED', uploadTime, errCode: undefined, errMsg: undefined });
    return letHeldGo(files, upload.recordKey, context) ?? { kind: 'done' };
  },
};

function closeLetter(files: FileSet, { subject }: UploadRow, at: number): NotYet | undefined {
  const key = uploadLetter(subject);
  const letter = files.shelf.letter.get(key);
  if (letter === 'unread') {
    files.ask('letter', key);
    return letter;
  }
  if (letter !== 'absent' && letter.state === 'OPEN')
    moveLetter(files, letter, 'DISCARDED', { by: RECONCILIATION, at });
  return undefined;
}
