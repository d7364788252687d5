import { audit } from '../support/balance';
import { sql } from '../support/database';
import { OwnStack } from '../support/own-stack';
import { accountOf, register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { request, tokenOf } from '../support/stack';
import { settle, usageOf, wallet } from '../support/wallets';

const SC = '510000';
// Hundreds at once may take their time on a busy machine: what A08 is for has its own test (busy.test.ts).
const own = new OwnStack({ provinces: [SC], set: { 'http.answer_within': '3m' } });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

const pay = (body: object) => settle(SC, '/usages', body);
const walletNow = async (psnNo: string) => (await settle(SC, `/wallets/${psnNo}`)).body;

test('R17: limits are drawn in the order in which they were set, and every figure is there', async () => {
  const { benef, relationshipIds } = await wallet(platform, SC, ['30.00', '50.00'], '20.00');
  const body = usageOf(benef.psn_no, '110.00');
  const { body: quoted, status: quote } = await settle(SC, '/usage-quotes', body);
  expect(quote).toBe(200);
  const answer = await pay(body);
  expect(answer.status).toBe(201);
  const lines = relationshipIds.map((mulaid_rel_id, index) => ({
    line_no: index + 1,
    mulaid_rel_id,
    mulaid_lmt_id: expect.any(String) as string,
    amt: ['30.00', '50.00'][index],
    balc: '0.00',
  }));
  const figures = { pay_amt: '110.00', acct_pay: '20.00', acct_mulaid_pay: '80.00', psn_cash_pay: '10.00', lines };
  expect(quoted).toEqual(figures);
  expect(answer.body).toEqual({
    use_id: expect.stringMatching(/^510000/) as string,
    setl_id: body.setl_id,
    ...figures,
  });
  expect(await walletNow(benef.psn_no)).toEqual({ psn_no: benef.psn_no, balc: '0.00', limits: [] });
  expect(await accountOf(SC, benef.psn_no)).toMatchObject({ balance: '0.00', frozen: '0.00' });
  const again = await pay(body);
  expect([again.status, again.body]).toEqual([200, answer.body]);
});

test('R20: other content under the same settlement id is A04; a refused one leaves the id free', async () => {
  const { benef } = await wallet(platform, SC, ['30.00']);
  const body = usageOf(benef.psn_no, '10.00');
  expect((await pay(body)).status).toBe(201);
  const other = await pay({ ...body, pay_amt: '11.00' });
  expect([other.status, other.body['err_code']]).toEqual([409, 'A04']);
  const premium = usageOf(benef.psn_no, '20.01', { scene: '3', fixmedins_code: undefined });
  const refused = await pay(premium);
  expect([refused.status, refused.body['err_code']]).toEqual([422, 'A10']);
  expect((await pay({ ...premium, pay_amt: '20.00' })).status).toBe(201);
});

test('R21: a reversal restores exactly the limits and the account share, once', async () => {
  const { benef } = await wallet(platform, SC, ['30.00', '50.00'], '20.00');
  const before = await walletNow(benef.psn_no);
  const body = usageOf(benef.psn_no, '95.00');
  expect((await settle(SC, `/usages/${body.setl_id}/reversal`, {})).status).toBe(404);
  const paid = await pay(body);
  const reversed = await settle(SC, `/usages/${body.setl_id}/reversal`, { reason: '患者退费' });
  expect(reversed.status).toBe(201);
  expect(reversed.body).toMatchObject({
    orig_use_id: paid.body['use_id'],
    acct_pay: '15.00',
    acct_mulaid_pay: '80.00',
  });
  expect(await walletNow(benef.psn_no)).toEqual({
    ...before,
    limits: (before['limits'] as object[]).map((limit) => ({ ...limit })),
  });
  expect(await accountOf(SC, benef.psn_no)).toMatchObject({ balance: '20.00' });
  const again = await settle(SC, `/usages/${body.setl_id}/reversal`, { reason: '患者退费' });
  expect([again.status, again.body]).toEqual([200, reversed.body]);
  expect((await pay(body)).body).toEqual(paid.body);
  const now = await settle(SC, `/usages/${body.setl_id}`);
  expect(now.body).toMatchObject({
    ...paid.body,
    state: 'REVERSED',
    reversal: reversed.body,
    upload: { state: 'PENDING' },
  });
  const rows = await sql<{ used_amt: string; used_cnt: number }>(
    SC,
    `SELECT l.used_amt, l.used_cnt FROM mulaid_limit l JOIN relationship r USING (mulaid_rel_id)
      WHERE r.benef_psn_no = ?`,
    [benef.psn_no],
  );
  // A line and its reversal's are two rows (§4).
  expect(rows.map(({ used_amt, used_cnt }) => [Number(used_amt), used_cnt])).toEqual([
    [0, 2],
    [0, 2],
  ]);
  expect(audit(SC)).toMatchObject({ status: 0, proof: { violations: [] } });
});

test.each([
  ['cut off', '{"reason": "x', 'application/json'],
  ['a list', '[]', 'application/json'],
  ['GBK', Buffer.from([0x22, 0xd5, 0xc5, 0x22]), 'application/json'],
  ['lines', '{}', 'application/x-ndjson'],
])('a reversal whose body is %s reverses nothing', async (_what, raw, type) => {
  const { benef } = await wallet(platform, SC, ['30.00']);
  const body = usageOf(benef.psn_no, '10.00');
  await pay(body);
  const path = `/api/v1/usages/${body.setl_id}/reversal`;
  const answer = await request(SC, 'POST', path, { roles: ['settlement'], raw, type });
  expect([answer.status, answer.body['err_code']]).toEqual([400, 'A01']);
  expect((await settle(SC, `/usages/${body.setl_id}`)).body).toMatchObject({ state: 'PAID' });
  // Without a body at all it is one.
  expect((await request(SC, 'POST', path, { roles: ['settlement'] })).status).toBe(201);
});

test('500 requests at once on one wallet never overspend and end to the fen', async () => {
  const { benef } = await wallet(platform, SC, ['100.00', '100.00', '100.00']);
  const bodies = Array.from({ length: 500 }, () => usageOf(benef.psn_no, '1.00'));
  const answers = await Promise.all(bodies.map(pay));
  expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 201));
  const byWallet = answers.filter(({ body }) => body['acct_mulaid_pay'] === '1.00');
  expect(byWallet).toHaveLength(300);
  expect(await walletNow(benef.psn_no)).toMatchObject({ balc: '0.00' });
});

test('the same request 50 times at once pays once', async () => {
  const { benef } = await wallet(platform, SC, ['100.00']);
  const body = usageOf(benef.psn_no, '7.00');
  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(body)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
  expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  expect(await walletNow(benef.psn_no)).toMatchObject({ balc: '93.00' });
});

test('reversals race with usages: the wallet ends with what is not spent', async () => {
  const { benef } = await wallet(platform, SC, ['50.00']);
  const bodies = Array.from({ length: 40 }, () => usageOf(benef.psn_no, '1.00'));
  await Promise.all(bodies.slice(0, 20).map(pay));
  const reversed = bodies.slice(0, 20).map(({ setl_id }) => settle(SC, `/usages/${setl_id}/reversal`, {}));
  const answers = await Promise.all([...reversed, ...bodies.slice(20).map(pay)]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect(await walletNow(benef.psn_no)).toMatchObject({ balc: '30.00' });
});

test.each([
  ['M103', (mulaid_rel_id: string) => ({ mulaid_rel_id, reason: '撤销' })],
  ['M203', (mulaid_rel_id: string, mulaid_lmt_id: string) => ({ mulaid_rel_id, mulaid_lmt_id, reason: '撤销' })],
])('%s racing with usage: E40, or nothing was paid', async (infno, bodyOf) => {
  for (let round = 0; round < 10; round++) {
    const { benef, relationshipIds } = await wallet(platform, SC, ['10.00']);
    const [limit] = (await walletNow(benef.psn_no))['limits'] as { mulaid_lmt_id: string }[];
    const revocation = bodyOf(relationshipIds[0] ?? '', limit?.mulaid_lmt_id ?? '');
    const [paid, code] = await Promise.all([pay(usageOf(benef.psn_no, '1.00')), platform.ask(SC, infno, revocation)]);
    expect([code, paid.body['acct_mulaid_pay']]).toEqual(code === '0' ? ['0', '0.00'] : ['E40', '1.00']);
  }
});

test('E40 also after the reversal', async () => {
  const { benef, relationshipIds } = await wallet(platform, SC, ['10.00']);
  const body = usageOf(benef.psn_no, '1.00');
  await pay(body);
  await settle(SC, `/usages/${body.setl_id}/reversal`, {});
  expect(await platform.ask(SC, 'M103', { mulaid_rel_id: relationshipIds[0], reason: '撤销' })).toBe('E40');
});

test.each<[string, (psnNo: string) => object, number, string]>([
  ['no registry row', () => usageOf(newId('P'), '1.00'), 404, 'A05'],
  ['no settlement id', (psnNo) => usageOf(psnNo, '1.00', { setl_id: undefined }), 400, 'A01'],
  ['a scene that is none', (psnNo) => usageOf(psnNo, '1.00', { scene: '5' }), 400, 'A01'],
  ['scene 1 without a place', (psnNo) => usageOf(psnNo, '1.00', { fixmedins_code: undefined }), 400, 'A01'],
  ['0.00', (psnNo) => usageOf(psnNo, '0.00'), 400, 'A01'],
  ['a number', (psnNo) => usageOf(psnNo, '1.00', { pay_amt: 1 }), 400, 'A01'],
  ['three decimals', (psnNo) => usageOf(psnNo, '1.000'), 400, 'A01'],
  ['a time that is none', (psnNo) => usageOf(psnNo, '1.00', { use_time: '2026-11-24' }), 400, 'A01'],
  ['the future', (psnNo) => usageOf(psnNo, '1.00', { use_time: timeText(Date.now() + 400_000) }), 400, 'A01'],
])('a usage with %s changes nothing', async (_case, bodyOf, status, code) => {
  const benef = await register(SC, someone(SC), '5.00');
  const answer = await pay(bodyOf(benef.psn_no));
  expect([answer.status, answer.body['err_code']]).toEqual([status, code]);
  expect(await accountOf(SC, benef.psn_no)).toMatchObject({ balance: '5.00' });
});

test('a person without a wallet pays by account and cash; nothing is uploaded', async () => {
  const benef = await register(SC, someone(SC), '5.00');
  const body = usageOf(benef.psn_no, '8.00');
  expect((await pay(body)).body).toMatchObject({ acct_pay: '5.00', psn_cash_pay: '3.00', lines: [] });
  expect((await settle(SC, `/usages/${body.setl_id}`)).body).toMatchObject({ upload: { state: 'NONE' } });
  expect(await sql(SC, 'SELECT msgid FROM upload WHERE record_key = ?', [benef.psn_no])).toEqual([]);
});

test('roles: settlement pays, window looks at wallets, the auditor reads', async () => {
  const benef = await register(SC, someone(SC), '5.00');
  const body = usageOf(benef.psn_no, '1.00');
  const as = async (roles: string[], method: string, path: string) =>
    (
      await request(SC, method, `/api/v1${path}`, {
        token: await tokenOf(roles, SC),
        ...(method === 'POST' ? { body } : {}),
      })
    ).status;
  expect(await as(['window'], 'POST', '/usages')).toBe(403);
  expect(await as(['auditor'], 'POST', '/usages')).toBe(403);
  expect(await as(['settlement'], 'POST', '/usages')).toBe(201);
  expect(await as(['auditor'], 'GET', `/usages/${body.setl_id}`)).toBe(200);
  expect(await as(['window'], 'GET', `/wallets/${benef.psn_no}`)).toBe(200);
  expect(await as(['window'], 'GET', `/usages/${body.setl_id}`)).toBe(403);
});

test('after all of it, every fen is accounted for', () => {
  expect(audit(SC)).toMatchObject({ status: 0, proof: { ok: true, violations: [] } });
});
