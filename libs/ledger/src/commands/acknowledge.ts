import { judgeUploadAnswer, uploadKindOf } from '@libs/mutual-aid';
import { UPLOAD_LETTERS, uploadLetter, type UploadRow } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { AcknowledgeCommand } from './command';
import type { CommandKind } from './command-kind';
import { letterOf, neitherKeptNorAnswered } from './dead-letter';
import type { MessageOutcome } from './outcome';
import { letHeldGo } from './record-uploads';

/**
 * The platform's answer to an upload (§5): 0 confirms it and lets go what waited for it; E99 leaves it to be sent again;
 * any other refusal is final, and operators find it among the dead letters. Only the first counts.
 */
export const acknowledgeUpload: CommandKind<AcknowledgeCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ refMsgid }) => refMsgid,
  want: ({ refMsgid }, files) => {
    files.ask('upload', refMsgid);
    files.ask('heldBeside', refMsgid);
  },
  decide: (command, files, context) => {
    const upload = files.shelf.upload.find(command.refMsgid);
    if (upload === undefined) return keepLetter(files, command, '不是对本省上传报文的应答');
    if (upload.state !== 'PENDING') return { kind: 'done' };
    const verdict = judgeUploadAnswer(upload.infno, command);
    if (verdict === 'without upload_time') return keepLetter(files, command, '应答缺少 output.upload_time');
    if (verdict === 'sent again') return { kind: 'done' };
    if (verdict === 'refused') refuseUpload(files, upload, command);
    else files.keepUpload({ ...upload, state: 'CONFIRMED', uploadTime: command.uploadTime });
    return letHeldGo(files, upload.recordKey, context) ?? { kind: 'done' };
  },
  whenItFailsAlone: ({ origin }) => neitherKeptNorAnswered(origin),
};

function refuseUpload(files: FileSet, upload: UploadRow, { errCode, errMsg }: AcknowledgeCommand): void {
  files.keepUpload({ ...upload, state: 'REFUSED', errCode, errMsg });
  if (!uploadKindOf(upload).keptWhenRefused) return;
  const { msgid, infno, body, subject } = upload;
  const reason = `${infno} 被平台拒绝：${errCode ?? ''} ${errMsg ?? ''}`;
  const letter = { origin: uploadLetter(subject), topic: UPLOAD_LETTERS, record: Buffer.from(body), reason, msgid };
  // Sent again and refused again, it is the same letter with a longer history.
  files.notes.deadLetters.push({ letter, again: true });
}

function keepLetter(files: FileSet, { msgid, origin }: AcknowledgeCommand, reason: string): MessageOutcome {
  files.notes.deadLetters.push(letterOf(origin, reason, msgid));
  return { kind: 'kept', reason };
}
