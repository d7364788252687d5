import type { UploadAnswer } from '@libs/mutual-aid';
import { ERR_CODE_PATTERN } from '../conventions';
import { parseTime } from '../times';
import { time } from './fragments';
import { object } from './wire-body';

/** The body of an M191 as a schema, by which its fields are shown. */
export const ANSWER_SCHEMA = object(
  {
    infcode: { enum: ['0', '-1'] },
    err_code: { type: 'string', pattern: ERR_CODE_PATTERN },
    err_msg: { type: 'string' },
    output: object({ upload_time: time }),
  },
  ['err_code', 'err_msg', 'output'],
);

/** The body of an M191 to an upload (§3, §5), or the name of the field that is malformed. */
export function uploadAnswerOf(input: Readonly<Record<string, unknown>>): UploadAnswer | 'infcode' | 'err_code' {
  const { infcode, err_code, err_msg, output } = input;
  if (infcode !== '0' && infcode !== '-1') return 'infcode';
  if (infcode === '-1' && (typeof err_code !== 'string' || err_code === '')) return 'err_code';
  const time =
    typeof output === 'object' && output !== null ? (output as Record<string, unknown>)['upload_time'] : null;
  return {
    infcode,
    errCode: typeof err_code === 'string' ? err_code : undefined,
    errMsg: typeof err_msg === 'string' ? err_msg : undefined,
    uploadTime: typeof time === 'string' ? parseTime(time) : undefined,
  };
}
