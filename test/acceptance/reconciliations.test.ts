import { everyPage } from '../support/every-page';
import { OwnStack, policiesOf } from '../support/own-stack';
import { timeText } from '../support/platform';
import { DAY, difference, NOON, run } from '../support/seeded-differences';
import { request, stack, tokenOf } from '../support/stack';

const GD = '440000';
let own: OwnStack;

beforeAll(async () => {
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}) });
  await own.start();
});
afterAll(() => own.wipe());

const operator = { roles: ['operator'] };
const get = (path: string, given: object = operator) => request(GD, 'GET', `/api/v1/reconciliations${path}`, given);
const errCode = ({ body }: { body: object }) => (body as { err_code?: string }).err_code;

test('runs: by day, role and number, between days, in pages', async () => {
  await run('20260531 donor 1', 'BALANCED', [2, 300, 0, 0]);
  await run('20260601 benef 1', 'WAITING');
  await run('20260601 donor 1', 'UNBALANCED', [5, 123_456, 2, 50]);
  await run('20260601 donor 2', 'RUNNING');
  await run('20260701 donor 1', 'FAILED');
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
  await run(`${DAY} donor 1`, 'UNBALANCED', [1, 100, 3, 6000]);
  await run(`${DAY} donor 2`, 'UNBALANCED', [1, 100, 2, 6000]);
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
