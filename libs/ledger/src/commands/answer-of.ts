import type { Changes, Refusal } from '@libs/mutual-aid';
import type { StoredAnswer } from '@libs/province-store';

const CONFIRMED: StoredAnswer = { infcode: '0' };

/** A decision as the platform hears it (M191). */
export function answerOf(decision: Changes | Refusal): StoredAnswer {
  return decision.refused ? { infcode: '-1', errCode: decision.code, errMsg: decision.message } : CONFIRMED;
}
