import type { UploadInfno } from './platform-upload';
import { uploadKindOf } from './upload-kinds';

/** The platform's M191 to an upload. */
export interface UploadAnswer {
  readonly infcode: '0' | '-1';
  readonly errCode?: string | undefined;
  /** The platform's own words. */
  readonly errMsg?: string | undefined;
  /** The platform's time of receipt, ms UTC. */
  readonly uploadTime?: number | undefined;
}

/** What an answer makes of an unanswered upload. */
export type UploadVerdict = 'confirmed' | 'refused' | 'sent again' | 'without upload_time';

/** §5: 0 confirms; E99 leaves it to be sent again under the same msgid; any other −1 is final. */
export function judgeUploadAnswer(infno: UploadInfno, answer: UploadAnswer): UploadVerdict {
  if (answer.infcode === '0') {
    const isShort = answer.uploadTime === undefined && uploadKindOf({ infno }).answeredWithTime;
    return isShort ? 'without upload_time' : 'confirmed';
  }
  return answer.errCode === 'E99' ? 'sent again' : 'refused';
}
