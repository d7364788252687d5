import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf } from '../support/people';
import { PlatformClient } from '../support/platform';
import { act, difference, given, NOON } from '../support/seeded-differences';
import { request } from '../support/stack';
import { until } from '../support/until';
import { UploadDesk, confirm } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const GD = '440000';
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

const errCode = ({ body }: { body: object }) => (body as { err_code?: string }).err_code;
const apply = { action: 'APPLY', note: '已与平台核对' };
const again = { action: 'UPLOAD_AGAIN', note: '平台没有' };

test('a row is applied by two people; the account and the limit move, and everybody’s part is kept', async () => {
  const { id, psnNo, limitNow } = await given(platform, 3000);
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

test('many hands at once: one proposes, one approval carries it out, once', async () => {
  const { id, psnNo } = await given(platform, 2500);
  const people = ['ann', 'bob', 'eve', 'joe'];
  const proposals = await Promise.all(people.map((each) => act(id, 'proposals', apply, each)));
  expect(proposals.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
  const proposer = people[proposals.findIndex(({ status }) => status === 201)] ?? '';
  const approvals = await Promise.all(people.map((each) => act(id, 'approval', undefined, each)));
  const others = approvals.filter((_, index) => people[index] !== proposer).map(({ status }) => status);
  expect(others.sort()).toEqual([200, 422, 422]);
  expect((await accountOf(GD, psnNo)).balance).toBe('975.00');
  expect(['A03', 'E31']).toContain(errCode(approvals[people.indexOf(proposer)] ?? { body: {} }));
});

test('two people whose sub begins alike for hundreds of characters are two', async () => {
  const long = 's'.repeat(1000);
  const { id } = await given(platform, 100);
  expect((await act(id, 'proposals', apply, `${long}1`)).status).toBe(201);
  expect(errCode(await act(id, 'approval', undefined, `${long}1`))).toBe('A03');
  expect((await act(id, 'approval', undefined, `${long}2`)).body).toMatchObject({ status: 'MENDED' });
});

test('what still cannot be applied stays PROPOSED', async () => {
  const over = await given(platform, 10_001);
  const unknown = await difference({
    kind: 'UNKNOWN_LIMIT',
    mulaid_rel_id: 'R-NOBODYS',
    amt_there: 100,
    use_time: NOON,
    upload_time: NOON,
  });
  const nothing = await given(platform, 500, { kind: 'MISSING_HERE', orig_use_id: 'U-NOBODYS' });
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
