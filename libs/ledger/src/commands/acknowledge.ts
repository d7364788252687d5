import { judgeUploadAnswer, uploadKindOf } from '@libs/mutual-aid';
import { inboxKey, UPLOAD_LETTERS, uploadLetter, uploadOrigin, type UploadRow } from '@libs/province-store';
import type { NotYet } from '../decide-context';
import { applyChanges } from '../files/apply-changes';
import type { FileSet } from '../files/file-set';
import { effectOfAnswer } from './answers-to-uploads';
import type { AcknowledgeCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepLetter, keepRecord, neitherKeptNorAnswered } from './dead-letter';
import type { MessageOutcome } from './outcome';
import { letHeldGo, recordUploads } from './record-uploads';
import { refusedByPlatform } from './refused-by-platform';

/**
 * The platform's answer to an upload (§5): 0 confirms it, with what was PENDING for it, and lets go what waited for it;
 * E99 leaves it to be sent again; any other refusal is final and undoes what was PENDING, or operators find it among the
 * dead letters. Only the first counts. Whose it is stands in the upload: the person is locked once that was read.
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
    if (upload === undefined) return setAside(files, command, { reason: '不是对本省上传报文的应答', at: context.now });
    if (upload.state !== 'PENDING') return { kind: 'done' };
    const verdict = judgeUploadAnswer(upload.infno, command);
    if (verdict === 'without upload_time')
      return setAside(files, command, { reason: '应答缺少 output.upload_time', at: context.now });
    const { infno } = upload;
    if (verdict === 'sent again') return { kind: 'done', infno, errCode: 'E99', became: verdict };
    const changes = effectOfAnswer(upload, { verdict, errCode: command.errCode }, files, context);
    if (typeof changes === 'string') return changes;
    if (verdict === 'refused') {
      if (refuseUpload(files, upload, command, context.now) === 'unread') return 'unread';
    } else files.keepUpload({ ...upload, state: 'CONFIRMED', uploadTime: command.uploadTime });
    applyChanges(files, changes, { cause: 'M191', ref: inboxKey(command.msgid), at: context.now });
    if (recordUploads(files, changes.uploads, {}, context) === 'unread') return 'unread';
    if (letHeldGo(files, upload.recordKey, context) === 'unread') return 'unread';
    return verdict === 'refused'
      ? { kind: 'done', infno, errCode: command.errCode, became: verdict }
      : { kind: 'done' };
  },
  whenItFailsAlone: ({ origin }) => neitherKeptNorAnswered(origin),
};

function refuseUpload(
  files: FileSet,
  upload: UploadRow,
  { errCode, errMsg }: AcknowledgeCommand,
  now: number,
): 'unread' | undefined {
  files.keepUpload({ ...upload, state: 'REFUSED', errCode, errMsg });
  if (!uploadKindOf(upload).keptWhenRefused) return undefined;
  const { msgid, infno, body, subject } = upload;
  const letter = { key: uploadLetter(subject), origin: uploadOrigin(subject), topic: UPLOAD_LETTERS };
  const reason = refusedByPlatform(infno, errCode, errMsg);
  return keepLetter(files, { ...letter, record: Buffer.from(body) }, { reason, msgid, at: now });
}

function setAside(
  files: FileSet,
  { msgid, origin }: AcknowledgeCommand,
  { reason, at }: { reason: string; at: number },
): MessageOutcome | NotYet {
  return keepRecord(files, origin, { reason, msgid, at }) ?? { kind: 'kept', reason };
}
