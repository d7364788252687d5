import { audit } from '../support/balance';
import { sql } from '../support/database';
import { limitRow, usageRow, type LimitRow, type UsageRow } from '../support/day-files';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone, type Stated } from '../support/people';
import { newId, PlatformClient } from '../support/platform';
import { PlatformHttp } from '../support/platform-http';
import { daysAgo, discrepanciesOf, runCame, runsOf } from '../support/runs';
import { ServedDays } from '../support/served-days';
import { until } from '../support/until';
import { bodyOf, UploadDesk } from '../support/upload-desk';

const GD = '440000';
const SC = '510000';
const http = new PlatformHttp();
const days = new ServedDays(http, GD);
const platform = new PlatformClient();
let desk: UploadDesk;
let own: OwnStack;

beforeAll(async () => {
  await http.start();
  const set = { 'reconciliation.retry_after': '2s' };
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}), platformUrl: http.url, reconcilers: true, set });
  await own.start();
  await platform.start();
  desk = new UploadDesk(GD);
  await desk.start();
});
afterAll(async () => {
  await desk.stop();
  await platform.stop();
  await own.wipe();
  await http.stop();
});

/** A relationship given here, with a limit of 100.00 that was set long before; and rows of it as the platform has them. */
class Given {
  private constructor(
    readonly donor: Stated,
    readonly benef: Stated,
    readonly relationshipId: string,
    readonly limitId: string,
  ) {}

  static async anew(): Promise<Given> {
    const [donor, benef] = [await register(GD, someone(GD), '1000.00'), someone(SC, '390')];
    const limit = limitOf('100.00', Date.now() - 90 * 86_400_000);
    const body = establishment(donor, benef, [limit]);
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    return new Given(donor, benef, body.mulaid_rel_id, limit.mulaid_lmt_id);
  }

  row(date: string, amt: string, change: Partial<UsageRow> = {}): UsageRow {
    return usageRow({
      use_id: newId(`${SC}U`),
      mulaid_rel_id: this.relationshipId,
      mulaid_lmt_id: this.limitId,
      donor_psn_no: this.donor.psn_no,
      benef_psn_no: this.benef.psn_no,
      amt,
      use_time: `${date}T09:00:00.000+08:00`,
      upload_time: `${date}T09:00:01.000+08:00`,
      ...change,
    });
  }

  limit(used_amt: string, used_cnt: number): LimitRow {
    const ids = { mulaid_rel_id: this.relationshipId, mulaid_lmt_id: this.limitId };
    return limitRow({ ...ids, used_amt, used_cnt: String(used_cnt) });
  }

  async account(): Promise<string> {
    const { balance, frozen } = await accountOf(GD, this.donor.psn_no);
    return `${balance} ${frozen}`;
  }
}

/** Limits of other tests would be missing from this one's limit file. */
const forgetOthers = () => sql(GD, "UPDATE mulaid_limit SET set_time = 9000000000000 WHERE state = 'EFFECTIVE'");
const ready = (date: string) => platform.ask(GD, 'M501', { date, role: 'donor' });
const reported = (date: string, runNo: number) =>
  desk.hear((upload) => {
    const body = bodyOf<{ date: string; run_no: number }>(upload);
    return upload.infno === 'M511' && body.date === date && body.run_no === runNo;
  });

test('M501: a day is applied and BALANCED, and reported; asked for again, nothing changes', async () => {
  await forgetOthers();
  const [date, one, other] = [daysAgo(1), await Given.anew(), await Given.anew()];
  const undone = one.row(date, '20.00');
  const reversal = one.row(date, '20.00', { orig_use_id: undone.use_id });
  const usage = [one.row(date, '30.00'), other.row(date, '100.00'), undone, reversal];
  days.serve(date, 'donor', { usage, limits: [one.limit('30.00', 3), other.limit('100.00', 1)], files: 2 });
  expect(await ready(date)).toBe('0');
  const run = await runCame(GD, { date, role: 'donor' }, 'BALANCED', 'UNBALANCED', 'FAILED');
  expect([run.run_no, run.state, run.figures]).toEqual([1, 'BALANCED', '4 17000 0 0']);
  expect([await one.account(), await other.account()]).toEqual(['970.00 70.00', '900.00 0.00']);
  const upload = await reported(date, 1);
  expect(upload.key).toBe(upload.msgid);
  const said = { date, role: 'donor', cnt: 4, amt: '170.00', diff_cnt: 0, diff_amt: '0.00', result: 'BALANCED' };
  expect(upload.input).toEqual({ ...said, run_no: 1 });
  expect(await ready(date)).toBe('0');
  expect((await runCame(GD, { date, role: 'donor', runNo: 2 }, 'BALANCED')).figures).toBe('4 17000 0 0');
  expect((await reported(date, 2)).input).toEqual({ ...said, run_no: 2 });
  expect(await one.account()).toBe('970.00 70.00');
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true } });
});

test('every kind at once, each counted to the fen; what the platform mends is MENDED, under the same ids', async () => {
  await forgetOthers();
  const date = daysAgo(3);
  const [each, absent] = [await Given.anew(), await Given.anew()];
  const right = each.row(date, '10.00');
  const unlike = each.row(date, '9.00', { orig_use_id: right.use_id });
  const tooMuch = each.row(date, '95.00');
  const orphan = each.row(date, '3.00', { orig_use_id: 'nobody' });
  const unknown = each.row(date, '4.00', { mulaid_lmt_id: 'nowhere' });
  const usage = [right, right, unlike, tooMuch, orphan, unknown];
  const elsewhere = limitRow({
    mulaid_rel_id: 'r-nowhere',
    mulaid_lmt_id: 'l-nowhere',
    lmt_amt: '7.00',
    used_amt: '6.00',
  });
  days.serve(date, 'donor', { usage, limits: [each.limit('55.00', 9), elsewhere] });
  expect(await ready(date)).toBe('0');
  const run = await runCame(GD, { date, role: 'donor' }, 'BALANCED', 'UNBALANCED', 'FAILED');
  const found = await discrepanciesOf(GD, date, 'donor');
  expect([...found].sort()).toEqual(
    [
      `DUPLICATE ${right.use_id} - 1000 OPEN`,
      `AMOUNT_DIFFERS ${unlike.use_id} 1000 900 OPEN`,
      `OVER_LIMIT ${tooMuch.use_id} - 9500 OPEN`,
      `MISSING_HERE ${orphan.use_id} - 300 OPEN`,
      `UNKNOWN_LIMIT ${unknown.use_id} - 400 OPEN`,
      `AMOUNT_DIFFERS ${each.limitId} 1000 5500 OPEN`,
      'UNKNOWN_LIMIT l-nowhere - 600 OPEN',
      `MISSING_THERE ${absent.limitId} 10000 - OPEN`,
    ].sort(),
  );
  // 10.00 + 1.00 + 95.00 + 3.00 + 4.00, and of limits 45.00 + 6.00 + 100.00.
  expect(run.figures).toBe('1 1000 8 26400');
  expect(run.state).toBe('UNBALANCED');
  expect(await each.account()).toBe('990.00 90.00');
  const reversal = each.row(date, '10.00', { orig_use_id: right.use_id });
  days.serve(date, 'donor', { usage: [right, reversal], limits: [each.limit('0.00', 2), absent.limit('0.00', 0)] });
  expect(await ready(date)).toBe('0');
  expect((await runCame(GD, { date, role: 'donor', runNo: 2 }, 'BALANCED', 'UNBALANCED')).figures).toBe('2 2000 0 0');
  const mended = await discrepanciesOf(GD, date, 'donor');
  expect(mended).toEqual(found.map((line) => line.replace('OPEN', 'MENDED')));
  expect(await each.account()).toBe('1000.00 100.00');
});

test('404 until ready is WAITING, a wrong hash FAILED, and both are the same run, tried again by themselves', async () => {
  await forgetOthers();
  const [date, each] = [daysAgo(5), await Given.anew()];
  expect(await ready(date)).toBe('0');
  expect((await runCame(GD, { date, role: 'donor' }, 'WAITING')).run_no).toBe(1);
  await until(async () => ((await runsOf(GD, date, 'donor'))[0]?.reason ?? '') !== '');
  days.instead = ({ gzip }, response) => {
    const wrong = Buffer.from(gzip);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    response.writeHead(200).end(wrong);
  };
  days.serve(date, 'donor', { usage: [each.row(date, '5.00')], limits: [each.limit('5.00', 1)] });
  expect((await runCame(GD, { date, role: 'donor' }, 'FAILED')).run_no).toBe(1);
  expect(await each.account()).toBe('1000.00 100.00');
  days.instead = undefined;
  const run = await runCame(GD, { date, role: 'donor' }, 'BALANCED', 'UNBALANCED');
  expect([run.run_no, run.state, run.figures]).toEqual([1, 'BALANCED', '1 500 0 0']);
});

test('a day that needs an earlier one runs again by itself when that has ended', async () => {
  await forgetOthers();
  const [earlier, later, each] = [daysAgo(8), daysAgo(7), await Given.anew()];
  const usage = each.row(earlier, '60.00');
  const reversal = each.row(later, '60.00', { orig_use_id: usage.use_id });
  days.serve(later, 'donor', { usage: [reversal] });
  expect(await ready(later)).toBe('0');
  const first = await runCame(GD, { date: later, role: 'donor' }, 'UNBALANCED', 'BALANCED');
  expect([first.state, first.figures]).toEqual(['UNBALANCED', '0 0 1 6000']);
  days.serve(earlier, 'donor', { usage: [usage] });
  expect(await ready(earlier)).toBe('0');
  const again = await runCame(GD, { date: later, role: 'donor', runNo: 2 }, 'UNBALANCED', 'BALANCED');
  expect([again.state, again.figures]).toEqual(['BALANCED', '1 6000 0 0']);
  expect(await discrepanciesOf(GD, later, 'donor')).toEqual([`MISSING_HERE ${reversal.use_id} - 6000 MENDED`]);
  expect(await each.account()).toBe('1000.00 100.00');
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true } });
});

test('today and later days are E01', async () => {
  expect(await ready(daysAgo(0))).toBe('E01');
  expect(await ready(daysAgo(-1))).toBe('E01');
  expect(await ready('2026-02-30')).toBe('E01');
});
