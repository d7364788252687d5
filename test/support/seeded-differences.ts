import { sql } from './database';
import { establishment, limitOf, register, someone } from './people';
import { newId, type PlatformClient } from './platform';
import { request, tokenOf, type HttpAnswer } from './stack';

const GD = '440000';
/** The day of what is seeded where nothing else is said, and its noon. */
export const DAY = 20260610;
export const NOON = Date.parse('2026-06-10T12:00:00.000+08:00');

/** A run as a reconciler leaves it: `20260601 donor 1`. */
export async function run(which: string, state: string, figures: readonly number[] = []): Promise<void> {
  const [day, role, runNo] = which.split(' ');
  const [cnt = null, amt = null, diffCnt = null, diffAmt = null] = figures;
  const ended = state === 'RUNNING' || state === 'WAITING' ? null : NOON + 60_000;
  await sql(
    GD,
    `INSERT INTO reconciliation_run (day,role,run_no,state,cause,cnt,amt,diff_cnt,diff_amt,started_at,ended_at,due_at,rows_done,rows_all,reason)
       VALUES (?,?,?,?,'schedule',?,?,?,?,?,?,?,500,1000,?)`,
    [
      day,
      role,
      runNo,
      state,
      cnt,
      amt,
      diffCnt,
      diffAmt,
      NOON,
      ended,
      NOON,
      state === 'WAITING' ? '平台文件尚未就绪' : null,
    ],
  );
}

/** A difference as a run writes it; gives its id. */
export async function difference(change: Record<string, string | number | null>): Promise<string> {
  const row = {
    day: DAY,
    role: 'donor',
    kind: 'OVER_LIMIT',
    use_id: newId('U'),
    line_no: 1,
    mulaid_lmt_id: 'L',
    first_run: 1,
    last_run: 1,
    status: 'OPEN',
    ...change,
  };
  const { insertId } = (await sql(GD, 'INSERT INTO discrepancy SET ?', [row])) as unknown as { insertId: number };
  return String(insertId);
}

/** What an operator does about a difference. */
export async function act(id: string, what: string, body: object | undefined, sub = 'ann'): Promise<HttpAnswer> {
  const given = { token: await tokenOf(['operator'], GD, sub), ...(body === undefined ? {} : { body }) };
  return request(GD, 'POST', `/api/v1/discrepancies/${id}/${what}`, given);
}

/** A donor with a limit of 100.00, and a row of the platform's for it. */
export async function given(
  platform: PlatformClient,
  amount: number,
  change: Record<string, string | number | null> = {},
) {
  const donor = await register(GD, someone(GD), '1000.00');
  const limit = limitOf('100.00');
  const body = establishment(donor, someone('510000', '390'), [limit]);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  const named = { mulaid_rel_id: body.mulaid_rel_id, mulaid_lmt_id: limit.mulaid_lmt_id, psn_no: donor.psn_no };
  const id = await difference({ ...named, amt_there: amount, use_time: NOON, upload_time: NOON, ...change });
  const limitNow = async () => {
    const { body: shown } = await request(GD, 'GET', `/api/v1/relationships/${body.mulaid_rel_id}`, {
      roles: ['window'],
    });
    return (shown['limits'] as { used_amt: string }[])[0]?.used_amt;
  };
  return { id, psnNo: donor.psn_no, limitNow };
}
