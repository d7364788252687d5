import {
  isHeldBehind,
  precedentBy,
  mayGoNow,
  uploadKindOf,
  type PlatformUpload,
  type Precedent,
} from '@libs/mutual-aid';
import type { UploadRow } from '@libs/province-store';
import type { DecideContext } from '../decide-context';
import type { FileSet } from '../files/file-set';

/** The msgids of uploads, where whoever asked brought them, and the trace of that request. */
interface Sending {
  readonly msgids?: readonly string[];
  readonly traceparent?: string | undefined;
}

/**
 * Records what the platform is to be told, in order, each under its own msgid, one of those given or a new one, and in
 * that trace: sent with this batch's commit, or HELD behind what has to go before it (§5). `unread` where more has to be
 * read for that.
 */
export function recordUploads(
  files: FileSet,
  uploads: readonly PlatformUpload[] = [],
  { msgids = [], traceparent }: Sending,
  context: DecideContext,
): 'unread' | undefined {
  for (const [index, upload] of uploads.entries()) {
    const row = { ...rowOf(upload, msgids[index], context), traceparent };
    const isHeld = hasToWait(files, row);
    if (isHeld === 'unread') return isHeld;
    files.keepUpload(isHeld ? row : sentNow(row, context));
  }
  return undefined;
}

/** Lets go, in the order of recording, what nothing holds back any more; `unread` where more has to be read for it. */
export function letHeldGo(files: FileSet, recordKey: string, context: DecideContext): 'unread' | undefined {
  const going = mayGoNow(files.heldUnder(recordKey), (subject) => precedentOf(files, subject));
  if (going === 'unread') return going;
  for (const row of going) files.keepUpload(sentNow(row, context));
  return undefined;
}

function hasToWait(files: FileSet, { infno, recordKey, afterSubject }: UploadRow): boolean | 'unread' {
  if (uploadKindOf({ infno }).goesAtOnce) return false;
  const isHeld = isHeldBehind(files.heldUnder(recordKey), (subject) => precedentOf(files, subject));
  const precedent = afterSubject === undefined ? 'confirmed' : precedentOf(files, afterSubject);
  if (isHeld === 'unread' || precedent === 'unread') return 'unread';
  return isHeld || precedent !== 'confirmed';
}

function precedentOf(files: FileSet, subject: string): Precedent | 'unread' {
  const rows = files.uploadsOf(subject);
  const known = precedentBy(rows.map(({ state }) => state));
  const isNew = rows.some(({ msgid }) => files.shelf.upload.isFresh(msgid));
  if (known === 'confirmed' || isNew || files.isRead('uploadsOf', subject)) return known;
  files.ask('uploadsOf', subject);
  return 'unread';
}

/** An upload that goes with this batch's commit: that is its first try, and needs no write of its own. */
export function sentNow(row: UploadRow, { now, uploads }: DecideContext): UploadRow {
  return { ...row, state: 'PENDING', tries: 1, nextAt: now + uploads.resendAfter };
}

function rowOf(upload: PlatformUpload, given: string | undefined, { now, uploads }: DecideContext): UploadRow {
  const kind = uploadKindOf(upload);
  return {
    msgid: kind.msgidOf?.(upload) ?? given ?? uploads.newMsgid(),
    infno: upload.infno,
    ...uploads.written(upload),
    subject: kind.subjectOf(upload),
    afterSubject: kind.afterSubjectOf(upload),
    state: 'HELD',
    tries: 0,
    nextAt: now,
    createdAt: now,
  };
}
