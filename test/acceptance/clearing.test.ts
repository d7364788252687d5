import { everyPage } from '../support/every-page';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { request } from '../support/stack';
import type { Log } from '@libs/operations';
import { compareClearingAgain } from '../../apps/reconciler/src/watching/cleared-month';
import { databaseOf, sql } from '../support/database';
import { until } from '../support/until';
import { UploadDesk } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const GD = '440000';
const SC = '510000';
const BJ = '110000';
const NOTHING = { payable_amt: '0.00', payable_cnt: 0, receivable_amt: '0.00', receivable_cnt: 0 };
const operator = { roles: ['operator'] };
const platform = new PlatformClient();
/** The platform's time of receipt by use_id's settlement; a reversal's under `R` and its settlement. */
const received = new Map<string, string>();
let own: OwnStack;
let desk: UploadDesk;

beforeAll(async () => {
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}) });
  await own.start();
  desk = new UploadDesk(GD, ({ infno, input }) => {
    const upload_time = received.get(infno === 'M412' ? `R${input.setl_id}` : input.setl_id);
    return upload_time === undefined ? undefined : { infcode: '0', output: { upload_time } };
  });
  await Promise.all([platform.start(), desk.start()]);
});
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

const month = (clrYm: string) => request(GD, 'GET', `/api/v1/clearing-statements/${clrYm}`, operator);
const linesWith = (clrYm: string, admdvs: string, roles = ['operator']) =>
  everyPage<{ use_id: string; role: string; amt: string }>(
    GD,
    `/api/v1/clearing-statements/${clrYm}/${admdvs}/lines`,
    roles,
    2,
  );

/** M601; its answer's output. */
async function stated(clrYm: string, lines: object[], msgid?: string) {
  const sent = await platform.send(GD, 'M601', { clr_ym: clrYm, lines }, msgid === undefined ? {} : { msgid });
  return { msgid: sent, answer: await platform.answerTo(sent, msgid === undefined ? 1 : 2) };
}

/** Paid here from limits of donors in SC, and received by the platform at those times. */
async function used(amount: string, at: string, reversedAt?: string) {
  const { benef } = await wallet(platform, GD, [amount]);
  const body = usageOf(benef.psn_no, amount);
  received.set(body.setl_id, at);
  if (reversedAt !== undefined) received.set(`R${body.setl_id}`, reversedAt);
  expect((await settle(GD, '/usages', body)).status).toBe(201);
  if (reversedAt !== undefined) expect((await settle(GD, `/usages/${body.setl_id}/reversal`, {})).status).toBe(201);
  await until(async () => {
    const { body: now } = await settle(GD, `/usages/${body.setl_id}`);
    const last = (now['reversal'] ?? now) as { upload: { state: string } };
    return last.upload.state === 'CONFIRMED';
  });
}

/** Lines that were applied to a donor of ours, as a day's files have them: amount, time of receipt, what they reverse. */
async function applied(province: string, lines: readonly (readonly [string, string, string?])[]) {
  const donor = await register(GD, { ...someone(GD), insu_admdvs: '440300' }, '1000.00');
  const limit = limitOf('1000.00');
  const body = establishment(donor, someone(province, '390'), [limit]);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  for (const [yuan, at, reversed] of lines) {
    const day = Number(timeText(Date.parse(at)).slice(0, 10).replaceAll('-', ''));
    await sql(
      GD,
      `INSERT INTO applied_line (use_id,line_no,day,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time,upload_time)
         VALUES (?,1,?,?,?,?,?,?,?)`,
      [
        newId('U'),
        day,
        reversed ?? null,
        body.mulaid_rel_id,
        limit.mulaid_lmt_id,
        Math.round(Number(yuan) * 100),
        1,
        Date.parse(at),
      ],
    );
  }
}

test('a month before anything: empty, not refused; what is no month is', async () => {
  expect(await month('2031-01')).toMatchObject({
    status: 200,
    body: { clr_ym: '2031-01', lines: [], regions: [], differences: [] },
  });
  for (const bad of ['2026-13', '2026-6', '202606', '2026-06-01'])
    expect(await month(bad)).toMatchObject({
      status: 400,
      body: { err_code: 'A01', detail: expect.stringMatching(/^clr_ym：/) as string },
    });
  expect((await request(GD, 'GET', '/api/v1/clearing-statements/2026-06/5100/lines', operator)).body).toMatchObject({
    err_code: 'A01',
    detail: expect.stringMatching(/^admdvs：/) as string,
  });
});

test('figures net of reversals, by counterpart and region; edges of the month; M601 and what is told of it', async () => {
  await used('10.00', '2026-06-30T23:59:59.999+08:00');
  await used('20.00', '2026-06-30T16:00:00.000Z');
  await used('7.00', '2026-05-31T16:00:00.000Z', '2026-07-02T00:00:00.000+08:00');
  await applied(SC, [
    ['30.00', '2026-06-01T00:00:00.000+08:00'],
    ['12.34', '2026-06-15T12:00:00.000+08:00'],
    ['12.34', '2026-06-30T23:59:59.999+08:00', 'U'],
  ]);
  await applied(BJ, [
    ['5.00', '2026-06-30T16:00:00.000Z', 'U'],
    ['1.00', '2026-05-31T15:59:59.999Z'],
  ]);
  // Unanswered: it counts in no month.
  const { benef } = await wallet(platform, GD, ['99.00']);
  expect((await settle(GD, '/usages', usageOf(benef.psn_no, '99.00'))).status).toBe(201);

  const june = { admdvs: SC, payable_amt: '30.00', payable_cnt: 3, receivable_amt: '17.00', receivable_cnt: 2 };
  const before = await month('2026-06');
  expect(before.body).toEqual({
    clr_ym: '2026-06',
    lines: [june],
    regions: [
      { ...NOTHING, admdvs: '440100', receivable_amt: '17.00', receivable_cnt: 2 },
      { ...NOTHING, admdvs: '440300', payable_amt: '30.00', payable_cnt: 3 },
    ],
    differences: [],
  });
  const july = [
    { ...NOTHING, admdvs: BJ, payable_amt: '-5.00', payable_cnt: 1 },
    { ...NOTHING, admdvs: SC, receivable_amt: '13.00', receivable_cnt: 2 },
  ];
  expect((await month('2026-07')).body['lines']).toEqual(july);
  expect((await month('2026-05')).body['lines']).toEqual([
    { ...NOTHING, admdvs: BJ, payable_amt: '1.00', payable_cnt: 1 },
  ]);

  const zeros = { ...NOTHING, admdvs: '650000' };
  const right = await stated('2026-06', [zeros, june]);
  expect(right.answer).toEqual({ infcode: '0', output: { result: 'MATCH', lines: [june] } });
  expect((await month('2026-06')).body).toMatchObject({
    statement: { msgid: right.msgid, lines: [zeros, june] },
    result: 'MATCH',
    differences: [],
  });
  const wrong = { ...june, receivable_amt: '17.01' };
  const other = await stated('2026-06', [wrong, { ...zeros, payable_cnt: 1 }]);
  expect(other.answer).toEqual({ infcode: '0', output: { result: 'MISMATCH', lines: [june] } });
  const figuresOf = (figures: typeof june) =>
    Object.fromEntries(Object.entries(figures).filter(([name]) => name !== 'admdvs'));
  const told = {
    statement: { msgid: other.msgid },
    result: 'MISMATCH',
    differences: [
      { admdvs: SC, here: figuresOf(june), there: figuresOf(wrong) },
      { admdvs: '650000', here: NOTHING, there: { ...NOTHING, payable_cnt: 1 } },
    ],
  };
  expect((await month('2026-06')).body).toMatchObject(told);
  // The first again: the same answer, and the newer one stays.
  expect((await stated('2026-06', [zeros, june], right.msgid)).answer).toEqual(right.answer);
  expect((await month('2026-06')).body).toMatchObject(told);

  // What is compared later is compared with what is known then.
  await applied(SC, [['0.50', '2026-06-20T12:00:00.000+08:00']]);
  expect((await month('2026-06')).body).toMatchObject({
    lines: [{ payable_amt: '30.50', payable_cnt: 4 }],
    differences: [{ here: { payable_amt: '30.50' }, there: { payable_amt: '30.00' } }, {}],
  });
});

test('own lines of a province that differs, in pages; nothing of other months or provinces', async () => {
  const june = await linesWith('2026-06', SC);
  expect(june.map(({ role, amt }) => `${role} ${amt}`).sort()).toEqual(
    ['benef 10.00', 'benef 7.00', 'donor 0.50', 'donor 12.34', 'donor 12.34', 'donor 30.00'].sort(),
  );
  expect(new Set(june.map(({ use_id }) => use_id)).size).toBe(6);
  expect(await linesWith('2026-06', BJ, ['auditor'])).toEqual([]);
  expect((await linesWith('2026-07', SC)).map(({ amt }) => amt).sort()).toEqual(['20.00', '7.00']);
  expect(await linesWith('2026-07', BJ)).toMatchObject([{ role: 'donor', orig_use_id: 'U', amt: '5.00' }]);
  for (const role of ['window', 'core', 'settlement'])
    expect((await request(GD, 'GET', '/api/v1/clearing-statements/2026-06', { roles: [role] })).status).toBe(403);
});

test('after a run of a day of that month it is compared again, and the log tells', async () => {
  const told: object[] = [];
  const tell = (members: object) => void told.push(members);
  const log = { info: tell, warn: tell } as unknown as Log;
  for (const day of [20260615, 20260715, 20260815]) await compareClearingAgain(day, databaseOf(GD), log);
  await stated('2026-07', (await month('2026-07')).body['lines'] as object[]);
  await compareClearingAgain(20260731, databaseOf(GD), log);
  expect(told).toEqual([
    { month: 202606, result: 'MISMATCH', provinces: [SC, '650000'] },
    { month: 202607, result: 'MATCH', provinces: [] },
  ]);
});

test.each([
  ['the month', { clr_ym: '2026-00', lines: [] }, 'clr_ym'],
  [
    'a province twice',
    {
      clr_ym: '2026-06',
      lines: [
        { ...NOTHING, admdvs: SC },
        { ...NOTHING, admdvs: SC },
      ],
    },
    'lines[1].admdvs',
  ],
])('M601: %s is E01 and names it', async (_, input, path) => {
  const answer = await platform.answerTo(await platform.send(GD, 'M601', input));
  expect(answer).toMatchObject({ infcode: '-1', err_code: 'E01', err_msg: expect.stringContaining(path) as string });
});
