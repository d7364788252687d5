import { REFUSAL_TEXT, type RefusalCode } from '@libs/mutual-aid';
import type { Answer } from './answer';

/** An M191 that refuses, and names the field. */
export function refused(code: RefusalCode, field: string): Answer {
  return { infcode: '-1', err_code: code, err_msg: `${field}：${REFUSAL_TEXT[code]}` };
}
