import { UPLOAD_LETTERS, uploadLetter } from '@libs/province-store';
import type { AcknowledgeCommand, Outcome } from './command';
import type { DecideContext } from './decide-order';
import { releaseHeld } from './upload-order';
import type { WorkingSet } from './working-set';

/**
 * The platform's answer to an upload (§5): 0 confirms it and lets go what waited for it; E99 leaves it to be sent again;
 * any other refusal is final, the usage stands, and operators find it among the dead letters. Only the first counts.
 */
export function acknowledge(
  set: WorkingSet,
  command: AcknowledgeCommand,
  { now, uploads }: DecideContext,
): Outcome | 'unread' {
  const upload = set.uploads.get(command.refMsgid);
  if (upload === undefined) return keepLetter(set, command, '不是对本省上传报文的应答');
  if (upload.state !== 'PENDING') return { kind: 'settled' };
  const { infcode, errCode, errMsg, uploadTime } = command;
  if (infcode === '0' && uploadTime === undefined) return keepLetter(set, command, '应答缺少 output.upload_time');
  if (infcode === '0') {
    set.keepUpload({ ...upload, state: 'CONFIRMED', uploadTime });
  } else if (errCode !== 'E99') {
    set.keepUpload({ ...upload, state: 'REFUSED', errCode, errMsg });
    const { msgid, infno, body, useId } = upload;
    const reason = `${infno} 被平台拒绝：${errCode ?? ''} ${errMsg ?? ''}`;
    const letter = { origin: uploadLetter(useId), topic: UPLOAD_LETTERS, record: Buffer.from(body), reason, msgid };
    // Sent again and refused again, it is the same letter with a longer history.
    set.deadLetters.push({ letter, again: true });
  } else return { kind: 'settled' };
  return releaseHeld(set, upload.recordKey, now + uploads.resendAfter) ?? { kind: 'settled' };
}

function keepLetter(set: WorkingSet, { msgid, origin }: AcknowledgeCommand, reason: string): Outcome {
  const { topic, incarnation, record, redrivenBy: by } = origin;
  const letter = { origin: origin.origin, topic, incarnation, record, reason, msgid, by };
  set.deadLetters.push({ letter, again: by !== undefined });
  return { kind: 'kept', reason };
}
