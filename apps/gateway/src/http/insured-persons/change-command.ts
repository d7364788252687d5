import { isFuture } from '@libs/mutual-aid';
import { parseTime } from '@libs/national-platform';
import { Problem } from '../problem/problem';
import { requestHash } from '../request/content-hash';
import { TIME } from '../request/field-rules';
import type { KnownRequest } from '../request/known-request';
import { validated } from '../request/validate-body';
import { ChangeDto } from './insured-person.dto';

/** What A01 says of a change that has not come yet. */
export const CHANGED_IN_FUTURE = '不能是将来的时间，应为已经发生的变更的时间';

/** POST /insured-persons/{psn_no}/changes as a command: chg_type and chg_time make it the same one (R8). */
export function changeCommand(psnNo: string, body: unknown, request: KnownRequest, now: number) {
  const { chg_type: kind, chg_time } = validated(ChangeDto, body);
  const at = parseTime(chg_time);
  if (at === undefined) throw Problem.field('chg_time', TIME.expects);
  if (isFuture(at, now)) throw Problem.field('chg_time', CHANGED_IN_FUTURE);
  // No request_id has a space.
  const requestId = `${psnNo} ${kind} ${at}`;
  const once = { requestId, contentHash: requestHash(requestId) };
  return { kind: 'end-insurance', psnNo, end: { kind, at }, once, traceparent: request.traceparent } as const;
}
