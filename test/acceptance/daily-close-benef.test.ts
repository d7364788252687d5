import { sql } from '../support/database';
import { usageRow, type UsageRow } from '../support/day-files';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { PlatformHttp } from '../support/platform-http';
import { daysAgo, discrepanciesOf, runCame, runsOf } from '../support/runs';
import { ServedDays } from '../support/served-days';
import { request } from '../support/stack';
import { until } from '../support/until';
import { UploadDesk, type DeskAnswer, type Upload } from '../support/upload-desk';

const GD = '440000';
const SC = '510000';
const http = new PlatformHttp();
const days = new ServedDays(http, SC);
const platform = new PlatformClient();
let desk: UploadDesk;
let own: OwnStack;
/** What the platform answers an upload of usage; of M511 it says 0. */
let answerTo: (upload: Upload) => DeskAnswer = () => undefined;

beforeAll(async () => {
  await http.start();
  own = new OwnStack({ provinces: [SC], policies: policiesOf(SC, {}), platformUrl: http.url, reconcilers: true });
  await own.start();
  await platform.start();
  desk = new UploadDesk(SC, (upload) => (upload.infno === 'M511' ? { infcode: '0' } : answerTo(upload)));
  await desk.start();
});
afterAll(async () => {
  await desk.stop();
  await platform.stop();
  await own.wipe();
  await http.stop();
});

const date = daysAgo(1);
const RECEIVED = `${date}T09:00:01.000+08:00`;
const received = () => ({ infcode: '0', output: { upload_time: RECEIVED } });
const ready = () => platform.ask(SC, 'M501', { date, role: 'benef' });

async function wallet(): Promise<string> {
  const benef = await register(SC, someone(SC, '390'));
  expect(await platform.ask(SC, 'M102', establishment(someone(GD), benef, [limitOf('100.00')]))).toBe('0');
  return benef.psn_no;
}

/** Pays, gives the upload as the platform heard it. */
async function pay(psn_no: string, pay_amt: string): Promise<Upload> {
  const at = { fixmedins_code: 'H51010000001', scene: '1', use_time: timeText(Date.now()) };
  const body = { setl_id: newId('S'), psn_no, pay_amt, ...at };
  const { body: paid } = await request(SC, 'POST', '/api/v1/usages', { roles: ['settlement'], body });
  return desk.hear(({ input }) => input.use_id === paid['use_id']);
}

function rowOf({ input }: Upload, change: Partial<UsageRow> = {}): UsageRow {
  const [line] = input.lines;
  return usageRow({
    use_id: input.use_id,
    orig_use_id: input.orig_use_id ?? '',
    setl_id: input.setl_id,
    mulaid_rel_id: line?.mulaid_rel_id ?? '',
    mulaid_lmt_id: line?.mulaid_lmt_id ?? '',
    benef_psn_no: input.psn_no,
    amt: line?.amt ?? '',
    use_time: RECEIVED,
    upload_time: RECEIVED,
    ...change,
  });
}

const stateOf = async ({ input }: Upload) =>
  (await sql<{ state: string }>(SC, 'SELECT state FROM upload WHERE subject = ? ORDER BY seq', [input.use_id])).map(
    ({ state }) => state,
  );

test('what the file has confirms, what it lacks goes again under a new msgid, and both are counted', async () => {
  const psnNo = await wallet();
  answerTo = received;
  const [right, lost, unlike] = [await pay(psnNo, '1.00'), await pay(psnNo, '2.00'), await pay(psnNo, '3.00')];
  for (const each of [right, lost, unlike]) await until(async () => (await stateOf(each)).join() === 'CONFIRMED');
  answerTo = () => ({ infcode: '-1', err_code: 'E31' });
  const refused = await pay(psnNo, '4.00');
  await until(async () => (await stateOf(refused)).join() === 'REFUSED');
  answerTo = () => undefined;
  const [unanswered, onItsWay] = [await pay(psnNo, '5.00'), await pay(psnNo, '6.00')];
  const foreign = rowOf(right, { use_id: newId(`${SC}U`), amt: '7.00' });
  const usage = [rowOf(right), rowOf(unlike, { amt: '3.50' }), rowOf(refused), rowOf(unanswered), foreign];
  days.serve(date, 'benef', { usage });
  expect(await ready()).toBe('0');
  const run = await runCame(SC, { date, role: 'benef' }, 'BALANCED', 'UNBALANCED', 'FAILED');
  expect(run.state).toBe('UNBALANCED');
  expect((await discrepanciesOf(SC, date, 'benef')).sort()).toEqual(
    [
      `AMOUNT_DIFFERS ${unlike.input.use_id} 300 350 OPEN`,
      `MISSING_HERE ${foreign.use_id} - 700 OPEN`,
      `MISSING_THERE ${lost.input.use_id} 200 - OPEN`,
    ].sort(),
  );
  expect((await Promise.all([refused, unanswered, onItsWay, lost].map(stateOf))).map(String)).toEqual([
    'CONFIRMED',
    'CONFIRMED',
    'PENDING',
    'REPLACED,PENDING',
  ]);
  const again = await desk.hear(({ input, msgid }) => input.use_id === lost.input.use_id && msgid !== lost.msgid);
  expect(again.input).toEqual(lost.input);
  // Answered for another day it is not of this one any more; the platform mended the rest.
  await desk.answer(again.msgid, { infcode: '0', output: { upload_time: timeText(Date.now()) } });
  await until(async () => (await stateOf(lost)).join() === 'REPLACED,CONFIRMED');
  days.serve(date, 'benef', { usage: [right, unlike, refused, unanswered].map((each) => rowOf(each)) });
  expect(await ready()).toBe('0');
  const second = await runCame(SC, { date, role: 'benef', runNo: 2 }, 'BALANCED', 'UNBALANCED');
  expect([second.state, second.figures]).toEqual(['BALANCED', '4 1300 0 0']);
  expect((await discrepanciesOf(SC, date, 'benef')).every((each) => each.endsWith('MENDED'))).toBe(true);
});

test('a usage and its reversal that are both missing there go again one after the other', async () => {
  const psnNo = await wallet();
  answerTo = received;
  const usage = await pay(psnNo, '8.00');
  await request(SC, 'POST', `/api/v1/usages/${usage.input.setl_id}/reversal`, { roles: ['settlement'] });
  const reversal = await desk.hear(({ input }) => input.orig_use_id === usage.input.use_id);
  await until(async () => (await stateOf(reversal)).join() === 'CONFIRMED');
  answerTo = () => undefined;
  days.serve(date, 'benef', { usage: [] });
  const runNo = (await runsOf(SC, date, 'benef')).length;
  expect(await ready()).toBe('0');
  await runCame(SC, { date, role: 'benef', runNo: runNo + 1 }, 'UNBALANCED');
  expect([await stateOf(usage), await stateOf(reversal)].map(String)).toEqual(['REPLACED,PENDING', 'REPLACED,HELD']);
  const again = await desk.hear((each) => each.input.use_id === usage.input.use_id && each.msgid !== usage.msgid);
  await desk.answer(again.msgid, received());
  const then = await desk.hear((each) => each.input.use_id === reversal.input.use_id && each.msgid !== reversal.msgid);
  expect(then.input).toEqual(reversal.input);
});
