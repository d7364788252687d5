import {
  isHeldBehind,
  precedentBy,
  precedentByReversal,
  mayGoNow,
  uploadKindOf,
  type PlatformUpload,
  type Precedent,
  type UsageList,
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
    const row = rowOf(files, upload, msgids[index], context);
    if (row === 'unread') return row;
    const isHeld = hasToWait(files, row);
    if (isHeld === 'unread') return isHeld;
    const kept = { ...row, traceparent };
    files.keepUpload(isHeld ? kept : sentNow(kept, context));
  }
  return undefined;
}

/**
 * Lets go, in the order of recording, what nothing holds back any more under a record key, and then the lists of usages
 * that went after its reversals; `unread` where more has to be read for it.
 */
export function letHeldGo(files: FileSet, recordKey: string, context: DecideContext): 'unread' | undefined {
  const reversals = files.heldUnder(recordKey).filter(({ infno }) => infno === 'M412');
  if (letKeyGo(files, recordKey, context) === 'unread') return 'unread';
  const relationshipIds = new Set(reversals.flatMap((row) => context.uploads.relationshipsOf(row)));
  let isUnread = false;
  for (const id of relationshipIds) {
    if (isRead(files, id)) isUnread ||= letKeyGo(files, id, context) === 'unread';
    else isUnread = true;
  }
  return isUnread ? 'unread' : undefined;
}

function letKeyGo(files: FileSet, recordKey: string, context: DecideContext): 'unread' | undefined {
  const going = mayGoNow(files.heldUnder(recordKey), (held) => precedentOf(files, held));
  if (going === 'unread') return going;
  for (const row of going) files.keepUpload(sentNow(row, context));
  return undefined;
}

function hasToWait(files: FileSet, row: UploadRow): boolean | 'unread' {
  if (uploadKindOf(row).goesAtOnce) return false;
  const isHeld = isHeldBehind(files.heldUnder(row.recordKey), (held) => precedentOf(files, held));
  const precedent = precedentOf(files, row);
  if (isHeld === 'unread' || precedent === 'unread') return 'unread';
  return isHeld || precedent !== 'confirmed';
}

function precedentOf(files: FileSet, { infno, afterSubject }: UploadRow): Precedent | 'unread' {
  if (afterSubject === undefined) return 'confirmed';
  const rows = files.uploadsOf(afterSubject);
  const states = rows.map(({ state }) => state);
  const known = precedentBy(states);
  const isNew = rows.some(({ msgid }) => files.shelf.upload.isFresh(msgid));
  if (known !== 'confirmed' && !isNew && !files.isRead('uploadsOf', afterSubject)) {
    files.ask('uploadsOf', afterSubject);
    return 'unread';
  }
  const [reversal] = rows;
  if (!uploadKindOf({ infno }).followsReversals || reversal === undefined) return known;
  const own = precedentOf(files, reversal);
  return own === 'unread' ? own : precedentByReversal(states, own);
}

/** The last reversal of a relationship that waits for its usage's answer, by its use id: a list of usages goes after it. */
function waitingReversal(
  files: FileSet,
  { psnNo, relationshipId }: UsageList,
  { uploads }: DecideContext,
): { readonly useId: string | undefined } | 'unread' {
  // Both are asked for at once.
  if (![psnNo, relationshipId].map((key) => isRead(files, key)).every(Boolean)) return 'unread';
  const waiting = files
    .heldUnder(psnNo)
    .filter((row) => row.infno === 'M412' && uploads.relationshipsOf(row).includes(relationshipId));
  const precedents = waiting.map((row) => precedentOf(files, row));
  if (precedents.includes('unread')) return 'unread';
  return { useId: waiting.findLast((_, index) => precedents[index] !== 'refused')?.subject };
}

/** Whether it was read what is held back under a record key; asks for it. */
function isRead(files: FileSet, recordKey: string): boolean {
  files.ask('heldOf', recordKey);
  return files.isRead('heldOf', recordKey);
}

/**
 * Uploads once more what was confirmed, under a new msgid: at once, but for a reversal whose usage is not confirmed any
 * more (§5). A usage waits behind nothing: what waits under its key may be waiting for it.
 */
export function letAgain(files: FileSet, confirmed: UploadRow, context: DecideContext): 'unread' | undefined {
  const precedent = precedentOf(files, confirmed);
  if (precedent === 'unread') return precedent;
  files.keepUpload({ ...confirmed, state: 'REPLACED' });
  const { now, uploads } = context;
  const again = {
    ...confirmed,
    msgid: uploads.newMsgid(),
    createdAt: now,
    uploadTime: undefined,
    traceparent: undefined,
  };
  files.keepUpload(
    precedent === 'confirmed' ? sentNow(again, context) : { ...again, state: 'HELD', tries: 0, nextAt: now },
  );
  return undefined;
}

/** An upload that goes with this batch's commit: that is its first try, and needs no write of its own. */
export function sentNow(row: UploadRow, { now, uploads }: DecideContext): UploadRow {
  return { ...row, state: 'PENDING', tries: 1, nextAt: now + uploads.resendAfter };
}

function rowOf(
  files: FileSet,
  upload: PlatformUpload,
  given: string | undefined,
  context: DecideContext,
): UploadRow | 'unread' {
  const { now, uploads } = context;
  const kind = uploadKindOf(upload);
  const reversal = upload.infno === 'M413' ? waitingReversal(files, upload.list, context) : undefined;
  if (reversal === 'unread') return reversal;
  return {
    msgid: kind.msgidOf?.(upload) ?? given ?? uploads.newMsgid(),
    infno: upload.infno,
    ...uploads.written(upload),
    subject: kind.subjectOf(upload),
    afterSubject: reversal ? reversal.useId : kind.afterSubjectOf(upload),
    state: 'HELD',
    tries: 0,
    nextAt: now,
    createdAt: now,
  };
}
