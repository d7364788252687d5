import { refuse, type Refusal } from '../refusal';
import type { UploadInfno } from './platform-upload';
import type { UploadState } from './upload';
import { uploadKindOf } from './upload-kinds';

/** A05 to a msgid that is no upload's. */
export const NO_SUCH_UPLOAD = '没有该上传报文，请核对报文号';
/** E31 to an upload that was answered for good. */
export const NOT_TO_BE_SENT = '只有未应答或被拒绝的上传可以重新发送';
/** E31 to a refused M111, M211 or M311: what was recorded for it was undone with the refusal. */
export const UNDONE = '平台拒绝后该建立、额度或终止已作废，不能重发；请在窗口重新办理';
/** E31 to an upload that goes by itself, once what it waits for is answered. */
export const HELD_BACK = '该上传在等待此前的上传，请先处理同一结算的支付上传，之后会自动发送';

/** Under which msgid an upload is sent again. */
export type Redrive = { readonly refused: false; readonly under: 'its msgid' | 'a new msgid' };

/**
 * An operator sends an upload again (§5): an unanswered one now, a finally refused one under a new msgid. E31 where it
 * is held back or was answered for good, as by a refusal that leaves nothing standing here.
 */
export function redriveUpload(upload: {
  readonly infno: UploadInfno;
  readonly state: UploadState;
}): Redrive | Refusal<'E31'> {
  if (upload.state === 'PENDING') return { refused: false, under: 'its msgid' };
  if (upload.state === 'HELD') return refuse('E31', undefined, HELD_BACK);
  if (upload.state !== 'REFUSED') return refuse('E31', undefined, NOT_TO_BE_SENT);
  if (!uploadKindOf(upload).keptWhenRefused) return refuse('E31', undefined, UNDONE);
  return { refused: false, under: 'a new msgid' };
}
