import type { Stated } from './people';
import { newId, timeText } from './platform';
import { request, type HttpAnswer } from './stack';

/** A relationship as a window reads it. */
export interface ShownRelationship {
  readonly mulaid_rel_id: string;
  readonly state: string;
  readonly donor: Pick<Stated, 'psn_no'>;
  readonly err_code?: string;
  readonly estab_time: string;
  readonly limits: readonly {
    mulaid_lmt_id: string;
    state: string;
    lmt_amt: string;
    ret_amt: string;
    set_time: string;
  }[];
  readonly history: readonly { at: string; from: string | null; to: string; cause: string }[];
}

/** The body of POST /relationships, new request id. */
export function asked(donor: Stated, benef: Stated, amounts: readonly string[] = ['100.00'], change: object = {}) {
  return {
    request_id: newId('Q'),
    donor,
    benef,
    rel_type: '02',
    commit_no: 'CN-1',
    commit_time: timeText(Date.now()),
    chnl: '3',
    limits: amounts.map((lmt_amt) => ({ lmt_amt })),
    ...change,
  };
}

/** Sends a request as a window does. */
export function atWindow(province: string, path: string, body?: object): Promise<HttpAnswer> {
  const roles = ['window'];
  return request(province, body ? 'POST' : 'GET', `/api/v1${path}`, body ? { roles, body } : { roles });
}

/** Asks for a relationship, which must be taken. */
export async function establishAt(province: string, body: object): Promise<ShownRelationship> {
  const answer = await atWindow(province, '/relationships', body);
  if (answer.status !== 202) throw new Error(`not taken: ${JSON.stringify(answer.body)}`);
  return answer.body as unknown as ShownRelationship;
}

/** A relationship as it is now. */
export async function relationshipAt(province: string, id: string): Promise<ShownRelationship> {
  return (await atWindow(province, `/relationships/${id}`)).body as unknown as ShownRelationship;
}

/** The body of a termination, new request id. */
export function ending(initiator: 'donor' | 'benef', change: object = {}) {
  return { request_id: newId('Q'), initiator, reason: '本人申请', chnl: '2', ...change };
}
