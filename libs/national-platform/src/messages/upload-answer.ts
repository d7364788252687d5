import type { UploadAnswer } from '@libs/mutual-aid';
import { parseTime } from '../times';

/** The body of an M191 to an upload (§3, §5), or the name of the field that is malformed. */
export function uploadAnswerOf(input: Readonly<Record<string, unknown>>): UploadAnswer | 'infcode' | 'err_code' {
  const { infcode, err_code, err_msg, output } = input;
  if (infcode !== '0' && infcode !== '-1') return 'infcode';
  if (infcode === '-1' && typeof err_code !== 'string') return 'err_code';
  const time =
    typeof output === 'object' && output !== null ? (output as Record<string, unknown>)['upload_time'] : null;
  return {
    infcode,
    errCode: typeof err_code === 'string' ? err_code : undefined,
    errMsg: typeof err_msg === 'string' ? err_msg : undefined,
    uploadTime: typeof time === 'string' ? parseTime(time) : undefined,
  };
}
