import { NO_SUCH_UPLOAD, redriveUpload, refuse } from '@libs/mutual-aid';
import { uploadLetter, type UploadRow } from '@libs/province-store';
import type { DecideContext } from '../decide-context';
import type { FileSet } from '../files/file-set';
import type { RedriveUploadCommand } from './command';
import type { CommandKind } from './command-kind';
import { moveLetter, openLetter } from './open-letter';
import { sentNow } from './record-uploads';

/**
 * POST /uploads/{msgid}/redrive, and the redrive of a refused upload's dead letter: sent with this batch's commit, an
 * unanswered one under its own msgid, a refused one under a new one, with the same body; its letter is dealt with (§5).
 */
export const sendUploadAgain: CommandKind<RedriveUploadCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ msgid }) => msgid,
  want: ({ msgid }, files) => files.ask('upload', msgid),
  decide: ({ msgid, newMsgid, by, letterSeen, traceparent }, files, context) => {
    const upload = files.shelf.upload.find(msgid);
    if (upload === undefined) return { kind: 'refused', refusal: refuse('A05', 'msgid', NO_SUCH_UPLOAD) };
    const key = uploadLetter(upload.subject);
    if (files.shelf.letter.get(key) === 'unread') {
      files.ask('letter', key);
      return 'unread';
    }
    const letter = openLetter(files, key, letterSeen);
    const isOpen = !('kind' in letter);
    if (letterSeen !== undefined && !isOpen) return letter;
    const decision = redriveUpload(upload);
    if (decision.refused) return { kind: 'refused', refusal: decision };
    // One that somebody discarded stays so where the upload itself was asked for.
    if (isOpen) moveLetter(files, letter, 'REDRIVEN', { by, at: context.now });
    const sent =
      decision.under === 'its msgid' ? sentAgain(upload, context) : replaced(files, upload, newMsgid, context);
    files.keepUpload({ ...sent, traceparent });
    return { kind: 'sent again', upload: sent };
  },
};

function sentAgain(upload: UploadRow, { now, uploads }: DecideContext): UploadRow {
  return { ...upload, tries: upload.tries + 1, nextAt: now + uploads.resendAfter };
}

function replaced(files: FileSet, upload: UploadRow, msgid: string, context: DecideContext): UploadRow {
  files.keepUpload({ ...upload, state: 'REPLACED' });
  // Whose body names nobody goes under its msgid as key, too (§1).
  const recordKey = upload.recordKey === upload.msgid ? msgid : upload.recordKey;
  const unanswered = { ...upload, recordKey, msgid, createdAt: context.now, errCode: undefined, errMsg: undefined };
  return sentNow(unanswered, context);
}
