import { sql } from '../support/database';
import { everyPage } from '../support/every-page';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { request, stack, tokenOf } from '../support/stack';
import { until } from '../support/until';
import { UploadDesk, confirm } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const GD = '440000';
const DAY = 20260610;
const NOON = Date.parse('2026-06-10T12:00:00.000+08:00');
const platform = new PlatformClient();
let own: OwnStack;
let desk: UploadDesk;

beforeAll(async () => {
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}) });
  await own.start();
  desk = new UploadDesk(GD, confirm);
  await Promise.all([platform.start(), desk.start()]);
});
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

const operator = { roles: ['operator'] };
const as = async (sub: string) => ({ token: await tokenOf(['operator'], GD, sub) });
const get = (path: string, given: object = operator) => request(GD, 'GET', `/api/v1/reconciliations${path}`, given);
const errCode = ({ body }: { body: object }) => (body as { err_code?: string }).err_code;

/** A run as a reconciler leaves it. */
async function run(day: number, role: string, runNo: number, state: string, figures: readonly number[] = []) {
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
async function difference(change: Record<string, string | number | null>): Promise<string> {
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

const act = async (id: string, what: string, body: object | undefined, sub = 'ann') =>
  request(GD, 'POST', `/api/v1/discrepancies/${id}/${what}`, {
    ...(await as(sub)),
    ...(body === undefined ? {} : { body }),
  });
const apply = { action: 'APPLY', note: '已与平台核对' };
const again = { action: 'UPLOAD_AGAIN', note: '平台没有' };

/** A donor with a limit of 100.00, and a row of the platform's for it. */
async function given(amount: number, change: Record<string, string | number | null> = {}) {
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

test('runs: by day, role and number, between days, in pages', async () => {
  await run(20260531, 'donor', 1, 'BALANCED', [2, 300, 0, 0]);
  await run(20260601, 'benef', 1, 'WAITING');
  await run(20260601, 'donor', 1, 'UNBALANCED', [5, 123_456, 2, 50]);
  await run(20260601, 'donor', 2, 'RUNNING');
  await run(20260701, 'donor', 1, 'FAILED');
  const june = await get('?from=2026-06-01&to=2026-06-30');
  expect(june.body).toMatchObject({
    items: [
      {
        date: '2026-06-01',
        role: 'benef',
        run_no: 1,
        state: 'WAITING',
        cnt: null,
        ended_at: null,
        reason: '平台文件尚未就绪',
      },
      { role: 'donor', run_no: 1, state: 'UNBALANCED', cnt: 5, amt: '1234.56', diff_cnt: 2, diff_amt: '0.50' },
      { role: 'donor', run_no: 2, state: 'RUNNING', progress: { rows_done: 500, rows_all: 1000 } },
    ],
    next: null,
  });
  const all = await everyPage<{ date: string; role: string; run_no: number }>(
    GD,
    '/api/v1/reconciliations',
    ['auditor'],
    2,
  );
  expect(all.map(({ date, role, run_no }) => `${date} ${role} ${run_no}`)).toEqual([
    '2026-05-31 donor 1',
    '2026-06-01 benef 1',
    '2026-06-01 donor 1',
    '2026-06-01 donor 2',
    '2026-07-01 donor 1',
  ]);
  expect((await get('?from=2026-07-02')).body).toEqual({ items: [], next: null });
  expect((await get('?from=2026-06-30&to=2026-06-01')).body).toEqual({ items: [], next: null });
  for (const bad of ['from=2026-02-30', 'to=20260601', 'to=x'])
    expect((await get(`?${bad}`)).body).toMatchObject({
      err_code: 'A01',
      detail: expect.stringMatching(/^(from|to)：/) as string,
    });
});

test('the latest run of a day with its differences, masked, in pages and as CSV; no run, no such day', async () => {
  await run(DAY, 'donor', 1, 'UNBALANCED', [1, 100, 3, 6000]);
  await run(DAY, 'donor', 2, 'UNBALANCED', [1, 100, 2, 6000]);
  const named = { psn_no: 'P4400001234567', mulaid_rel_id: 'R1', last_run: 2 };
  const gone = await difference({ status: 'MENDED' });
  const row = await difference({
    ...named,
    amt_there: 3000,
    use_id: 'U-1',
    file: 'a,"b".gz',
    file_line: 7,
    upload_time: NOON,
  });
  const limit = await difference({
    ...named,
    kind: 'AMOUNT_DIFFERS',
    use_id: '',
    line_no: 0,
    amt_here: 100,
    amt_there: 200,
  });
  const closed = await difference({ ...named, kind: 'DUPLICATE', status: 'CLOSED', amt_there: 1 });
  const { body } = await get('/2026-06-10/donor');
  expect(body).toMatchObject({ date: '2026-06-10', role: 'donor', run_no: 2, discrepancies: { next: null } });
  const { items } = body['discrepancies'] as { items: { id: string }[] };
  expect(items.map(({ id }) => id)).toEqual([row, limit, closed]);
  expect(items).not.toContainEqual(expect.objectContaining({ id: gone }));
  expect(items[0]).toEqual({
    id: row,
    kind: 'OVER_LIMIT',
    use_id: 'U-1',
    line_no: 1,
    mulaid_rel_id: 'R1',
    mulaid_lmt_id: 'L',
    psn_no: 'P44*********67',
    amt_there: '30.00',
    upload_time: '2026-06-10T12:00:00.000+08:00',
    file: 'a,"b".gz',
    file_line: 7,
    remedy: 'APPLY',
    status: 'OPEN',
    history: [],
  });
  expect(items[1]).not.toHaveProperty('use_id');
  expect(items[1]).toMatchObject({ amt_here: '1.00', amt_there: '2.00' });
  const first = (await get('/2026-06-10/donor?limit=2')).body['discrepancies'] as { items: object[]; next: string };
  expect([first.items.length, first.next]).toEqual([2, limit]);
  const rest = (await get(`/2026-06-10/donor?limit=2&after=${first.next}`)).body['discrepancies'];
  expect(rest).toMatchObject({ items: [{ id: closed }], next: null });
  const auditor = await get('/2026-06-10/donor', { roles: ['auditor'] });
  expect((auditor.body['discrepancies'] as { items: object[] }).items[0]).toMatchObject({ psn_no: 'P4400001234567' });

  const url = `${stack.provinces[GD]?.gateways[0]?.url}/api/v1/reconciliations/2026-06-10/donor?limit=1`;
  const csv = await fetch(url, {
    headers: { authorization: `Bearer ${await tokenOf(['operator'], GD)}`, accept: 'text/csv' },
  });
  expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  const [header = '', ...lines] = (await csv.text()).split('\n');
  expect(header.split(',').slice(0, 4)).toEqual(['id', 'kind', 'use_id', 'line_no']);
  expect(lines.map((each) => each.split(',')[0])).toEqual([row, limit, closed, '']);
  expect(lines[0]).toContain(',"a,""b"".gz",7,OPEN');
  expect(lines[1]).toContain(`${limit},AMOUNT_DIFFERS,,,`);

  expect(errCode(await get('/2020-01-01/donor'))).toBe('A05');
  expect(await get('/2026-06-31/donor')).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/^date：/) as string },
  });
  expect((await get('/2026-06-10/both')).body).toMatchObject({
    err_code: 'A01',
    detail: expect.stringMatching(/^role：/) as string,
  });
});

test('run again: 202 with the run; a day that is not over is refused; who may', async () => {
  const again = (date: string, given: object = operator) =>
    request(GD, 'POST', `/api/v1/reconciliations/${date}/benef/runs`, given);
  expect(await again('2026-06-11')).toMatchObject({
    status: 202,
    body: { date: '2026-06-11', role: 'benef', run_no: 1, state: 'WAITING' },
  });
  expect(await again('2026-06-11', { ...operator, body: {} })).toMatchObject({ status: 202, body: { run_no: 1 } });
  const today = timeText(Date.now()).slice(0, 10);
  for (const date of [today, '2099-01-01', '2026-02-30', 'x'])
    expect((await again(date)).body).toMatchObject({
      err_code: 'A01',
      detail: expect.stringMatching(/^date：/) as string,
    });
  for (const role of ['auditor', 'window', 'core', 'settlement'])
    expect(errCode(await again('2026-06-11', { roles: [role] }))).toBe('A03');
});

test('a row is applied by two people; the account and the limit move, and everybody’s part is kept', async () => {
  const { id, psnNo, limitNow } = await given(3000);
  const proposed = await act(id, 'proposals', apply);
  expect(proposed).toMatchObject({
    status: 201,
    body: { id, status: 'PROPOSED', remedy: 'APPLY', history: [{ act: 'PROPOSED', by: 'ann', ...apply }] },
  });
  expect(errCode(await act(id, 'proposals', apply, 'bob'))).toBe('E31');
  expect(await act(id, 'approval', undefined)).toMatchObject({ status: 403, body: { err_code: 'A03' } });
  expect(await limitNow()).toBe('0.00');
  const approved = await act(id, 'approval', undefined, 'bob');
  expect(approved).toMatchObject({
    status: 200,
    body: { id, status: 'MENDED', history: [{}, { act: 'APPROVED', by: 'bob', action: 'APPLY' }] },
  });
  expect([await limitNow(), (await accountOf(GD, psnNo)).balance]).toEqual(['30.00', '970.00']);
  expect(errCode(await act(id, 'approval', undefined, 'bob'))).toBe('E31');
  expect(errCode(await act(id, 'closing', { note: '完' }, 'bob'))).toBe('E31');
  expect((await accountOf(GD, psnNo)).balance).toBe('970.00');
});

test('two people whose sub begins alike for hundreds of characters are two', async () => {
  const long = 's'.repeat(1000);
  const { id } = await given(100);
  expect((await act(id, 'proposals', apply, `${long}1`)).status).toBe(201);
  expect(errCode(await act(id, 'approval', undefined, `${long}1`))).toBe('A03');
  expect((await act(id, 'approval', undefined, `${long}2`)).body).toMatchObject({ status: 'MENDED' });
});

test('what still cannot be applied stays PROPOSED', async () => {
  const over = await given(10_001);
  const unknown = await difference({
    kind: 'UNKNOWN_LIMIT',
    mulaid_rel_id: 'R-NOBODYS',
    amt_there: 100,
    use_time: NOON,
    upload_time: NOON,
  });
  const nothing = await given(500, { kind: 'MISSING_HERE', orig_use_id: 'U-NOBODYS' });
  for (const [id, code] of [
    [over.id, 'E25'],
    [unknown, 'E30'],
    [nothing.id, 'E32'],
  ] as const) {
    expect((await act(id, 'proposals', apply)).status).toBe(201);
    expect(await act(id, 'approval', undefined, 'bob')).toMatchObject({ status: 422, body: { err_code: code } });
    expect(errCode(await act(id, 'approval', undefined))).toBe('A03');
    // It can be put up with.
    expect((await act(id, 'closing', { note: '不再处理' }, 'bob')).body).toMatchObject({
      status: 'CLOSED',
      history: [{}, { act: 'CLOSED', by: 'bob', note: '不再处理' }],
    });
  }
  expect(await over.limitNow()).toBe('0.00');
});

test('our line goes to the platform again under a new msgid', async () => {
  const { benef } = await wallet(platform, GD, ['10.00']);
  const usage = usageOf(benef.psn_no, '10.00');
  const { body: paid } = await settle(GD, '/usages', usage);
  const first = await desk.hear(({ input }) => input.setl_id === usage.setl_id);
  const upload = async () => (await settle(GD, `/usages/${usage.setl_id}`)).body['upload'];
  await until(async () => ((await upload()) as { state: string }).state === 'CONFIRMED');
  const use_id = String(paid['use_id']);
  const id = await difference({ role: 'benef', kind: 'MISSING_THERE', use_id, psn_no: benef.psn_no, amt_here: 1000 });
  expect((await act(id, 'proposals', apply)).body).toMatchObject({
    err_code: 'A01',
    detail: expect.stringMatching(/^action：/) as string,
  });
  expect((await act(id, 'proposals', again)).status).toBe(201);
  expect((await act(id, 'approval', undefined, 'bob')).body).toMatchObject({ status: 'MENDED' });
  const second = await desk.hear(({ input, msgid }) => input.setl_id === usage.setl_id && msgid !== first.msgid);
  expect(second.input).toEqual(first.input);
  await until(async () => ((await upload()) as { state: string }).state === 'CONFIRMED');
});

test('refusals: what is no id, no difference, no body; in that order', async () => {
  const id = await difference({});
  for (const [what, body] of [
    ['proposals', apply],
    ['approval', undefined],
    ['closing', { note: 'x' }],
  ] as const) {
    expect((await act('x', what, body)).body).toMatchObject({
      err_code: 'A01',
      detail: expect.stringMatching(/^id：/) as string,
    });
    expect(await act('999999999', what, body)).toMatchObject({ status: 404, body: { err_code: 'A05' } });
    for (const role of ['auditor', 'window', 'core'])
      expect(errCode(await request(GD, 'POST', `/api/v1/discrepancies/${id}/${what}`, { roles: [role] }))).toBe('A03');
  }
  for (const bad of [
    {},
    { action: 'APPLY' },
    { note: 'x' },
    { action: 'apply', note: 'x' },
    { action: 'APPLY', note: '' },
    { action: null, note: 'x' },
  ])
    expect(errCode(await act('999999999', 'proposals', bad))).toBe('A01');
  expect(errCode(await act(id, 'closing', { note: 5 }))).toBe('A01');
  expect(errCode(await act(id, 'approval', {}, 'bob'))).toBe('E31');
});
