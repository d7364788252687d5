import type { Changes, Refusal } from '@libs/mutual-aid';
import type { StoredAnswer } from '@libs/province-store';
import type { DecideContext } from '../decide-context';

const CONFIRMED: StoredAnswer = { infcode: '0' };

/** A decision as the platform hears it (M191). */
export function answerOf(decision: Changes | Refusal, { uploads }: Pick<DecideContext, 'uploads'>): StoredAnswer {
  if (decision.refused) return refusalAnswer(decision);
  return decision.output === undefined ? CONFIRMED : { infcode: '0', output: uploads.output(decision.output) };
}

/** A refusal as the platform hears it. */
export function refusalAnswer({ code, message }: Refusal): StoredAnswer {
  return { infcode: '-1', errCode: code, errMsg: message };
}
