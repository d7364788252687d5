import { setTimeout as delay } from 'node:timers/promises';
import { establishment, limitOf, register, someone, type Stated } from './people';
import { newId, timeText, type PlatformClient } from './platform';
import { request, type HttpAnswer } from './stack';

/** A beneficiary of the province, with an account where `balance` is given, and limits from donors elsewhere. */
export async function wallet(
  platform: PlatformClient,
  province: string,
  limits: readonly string[],
  balance?: string,
): Promise<{ benef: Stated; relationshipIds: string[] }> {
  const benef = await register(province, someone(province), balance);
  const relationshipIds: string[] = [];
  const from = province === '510000' ? '440000' : '510000';
  for (const [index, amount] of limits.entries()) {
    const setting = limitOf(amount, Date.now() - 60_000 + index);
    const body = establishment(someone(from), benef, [setting]);
    const code = await platform.ask(province, 'M102', body);
    if (code !== '0') throw new Error(`no relationship: ${code}`);
    relationshipIds.push(body.mulaid_rel_id);
  }
  return { benef, relationshipIds };
}

/** The body of a usage, new settlement id, now. */
export function usageOf(psn_no: string, pay_amt: string, change: object = {}) {
  const place = { fixmedins_code: 'H51010000001' };
  return { setl_id: newId('S'), psn_no, scene: '1', ...place, pay_amt, use_time: timeText(Date.now()), ...change };
}

/** Sends a request as the settlement system does. */
export function settle(province: string, path: string, body?: object): Promise<HttpAnswer> {
  return request(province, body ? 'POST' : 'GET', `/api/v1${path}`, {
    roles: ['settlement'],
    ...(body ? { body } : {}),
  });
}

const COME_AGAIN_AFTER = 50;

/** Sends a request until it is answered, as the page tells a settlement system to; counts how often it had to. */
export async function insist(
  province: string,
  path: string,
  body: object,
  tries: { again: number },
): Promise<HttpAnswer> {
  for (;;) {
    const answer = await settle(province, path, body).catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return answer;
    tries.again++;
    await delay(COME_AGAIN_AFTER);
  }
}
