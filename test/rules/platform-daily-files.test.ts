import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Books, newLimit } from '../../apps/platform-simulator/src/books';
import { clearingLines } from '../../apps/platform-simulator/src/clearing';
import type { DayOf } from '../../apps/platform-simulator/src/daily/columns';
import { DailyFiles } from '../../apps/platform-simulator/src/daily/daily-files';
import type { Edit } from '../../apps/platform-simulator/src/daily/edits';
import { SPOILS, type SpoilName } from '../../apps/platform-simulator/src/daily/spoils';
import { fileContent } from '../../apps/platform-simulator/src/downloads/content';
import { PlatformClock } from '../../apps/platform-simulator/src/platform-clock';
import { UsageBooks } from '../../apps/platform-simulator/src/usage-books';

const HEADER =
  'use_id\tline_no\torig_use_id\tsetl_id\tmulaid_rel_id\tmulaid_lmt_id\tdonor_psn_no\tdonor_insu_admdvs\tbenef_psn_no\tbenef_insu_admdvs\tscene\tamt\tuse_time\tupload_time';
const LIMIT_HEADER = 'mulaid_rel_id\tmulaid_lmt_id\tlmt_amt\tused_amt\tused_cnt\tstate';
const BENEF: DayOf = { province: '510000', day: 20261124, role: 'benef' };
const DONOR: DayOf = { ...BENEF, province: '440000', role: 'donor' };

const at = (time: string): string => `${time}+08:00`;

/** One relationship with two limits; usages and a reversal about the edges of 24 November. */
function aDay(): { books: Books; usage: UsageBooks; daily: DailyFiles; clock: PlatformClock } {
  const books = new Books();
  const parties = { donorProvince: '440000', benefProvince: '510000', donor_psn_no: 'D1', benef_psn_no: 'B1' };
  const places = { donor_insu_admdvs: '440300', benef_insu_admdvs: '510100' };
  const limits = ['L1', 'L2'].map((id) => newLimit(id, '100.00', at('2026-11-01T00:00:00.000')));
  const late = newLimit('L3', '5.00', at('2026-11-25T00:00:00.000'), Date.parse(at('2026-11-25T00:00:00.000')));
  books.book({
    mulaid_rel_id: 'R1',
    ...parties,
    ...places,
    isAtDonor: true,
    state: 'EFFECTIVE',
    limits: [...limits, late],
  });
  const usage = new UsageBooks(books);
  const pay = (use_id: string, upload_time: string, ...amts: string[]): void => {
    const lines = amts.map((amt, index) => {
      return { line_no: index + 1, mulaid_rel_id: 'R1', mulaid_lmt_id: `L${index + 1}`, amt };
    });
    const common = { setl_id: `S${use_id}`, psn_no: 'B1', use_time: at('2026-11-24T08:00:00.000'), lines };
    const amounts = { pay_amt: '0.00', acct_pay: '0.00', acct_mulaid_pay: '0.00', psn_cash_pay: '0.00' };
    const body = { ...common, ...amounts, use_id, scene: '1' as const };
    usage.record({ infno: 'M411', body }, { province: '510000', upload_time });
  };
  pay('U1', at('2026-11-23T23:59:59.999'), '7.00');
  pay('U2', at('2026-11-24T00:00:00.000'), '20.00', '3.50');
  const lines = [{ line_no: 1, mulaid_rel_id: 'R1', mulaid_lmt_id: 'L1', amt: '7.00' }];
  const reversal = { use_id: 'U3', orig_use_id: 'U1', setl_id: 'SU1', psn_no: 'B1', acct_mulaid_pay: '7.00', lines };
  const use_time = at('2026-11-24T09:00:00.000');
  const body = { ...reversal, use_time };
  usage.record({ infno: 'M412', body }, { province: '510000', upload_time: at('2026-11-24T23:59:59.999') });
  pay('U4', at('2026-11-25T00:00:00.000'), '1.00');
  const clock = new PlatformClock();
  clock.offset = Date.parse('2026-11-25T12:00:00.000Z') - Date.now();
  return { books, usage, daily: new DailyFiles(books, usage, clock), clock };
}

/** A day's files as a province gets them, unpacked, with what is wrong by the manifest. */
function download(daily: DailyFiles, of: DayOf) {
  const manifest = daily.manifest(of);
  const texts = (manifest?.files ?? []).map(({ name, bytes, sm3 }) => {
    const sent = daily.file(of.province, name) ?? Buffer.alloc(0);
    expect([sent.length, createHash('sm3').update(sent).digest('hex')]).toEqual([bytes, sm3]);
    return gunzipSync(sent).toString();
  });
  return { manifest, texts };
}

test('a day is what was received in it, in UTC+8, a reversal as a row of the same positive amount; sums are plain (§6)', () => {
  const { manifest, texts } = download(aDay().daily, BENEF);
  expect(manifest).toMatchObject({ date: '2026-11-24', role: 'benef', prov: '510000', rows: 3, amt: '30.50' });
  expect(texts).toEqual([
    `${[
      HEADER,
      'U2\t1\t\tSU2\tR1\tL1\tD1\t440300\tB1\t510100\t1\t20.00\t2026-11-24T08:00:00.000+08:00\t2026-11-24T00:00:00.000+08:00',
      'U2\t2\t\tSU2\tR1\tL2\tD1\t440300\tB1\t510100\t1\t3.50\t2026-11-24T08:00:00.000+08:00\t2026-11-24T00:00:00.000+08:00',
      'U3\t1\tU1\tSU1\tR1\tL1\tD1\t440300\tB1\t510100\t1\t7.00\t2026-11-24T09:00:00.000+08:00\t2026-11-24T23:59:59.999+08:00',
    ].join('\n')}\n`,
  ]);
});

test('the donor region gets its limits as of the end of that day, too; what was set later is not among them', () => {
  const { manifest, texts } = download(aDay().daily, DONOR);
  expect(manifest?.files.map(({ kind, rows }) => [kind, rows])).toEqual([
    ['usage', 3],
    ['limit', 2],
  ]);
  expect(manifest).toMatchObject({ rows: 3, amt: '30.50' });
  // L1: 7.00 the day before, 20.00, and the 7.00 back; three rows.
  expect(texts[1]).toBe(`${LIMIT_HEADER}\nR1\tL1\t100.00\t20.00\t3\tEFFECTIVE\nR1\tL2\t100.00\t3.50\t1\tEFFECTIVE\n`);
});

test('a revoked relationship or limit is not listed, a terminated one is', () => {
  const { books, daily } = aDay();
  const relationship = books.relationships.get('R1');
  if (!relationship) throw new Error('no R1');
  const listed = () => download(daily, DONOR).manifest?.files.find(({ kind }) => kind === 'limit')?.rows;
  relationship.state = 'TERMINATED';
  expect(listed()).toBe(2);
  Object.assign(relationship.limits[1] ?? {}, { state: 'REVOKED' });
  expect(listed()).toBe(1);
  relationship.state = 'REVOKED';
  expect(listed()).toBeUndefined();
});

test('404 until the day is over on the platform’s clock; a day without usage is empty', () => {
  const { daily, clock } = aDay();
  expect(daily.manifest({ ...BENEF, day: 20261126 })).toBeUndefined();
  clock.offset = Date.parse('2026-11-24T15:59:59.000Z') - Date.now();
  expect(daily.manifest(BENEF)).toBeUndefined();
  expect(daily.manifest({ ...BENEF, day: 20261120 })).toMatchObject({ rows: 0, amt: '0.00', files: [] });
});

test('rows go into several files in order; another province gets none of them', () => {
  const { daily } = aDay();
  daily.mostRows = 2;
  const { manifest, texts } = download(daily, BENEF);
  expect(manifest?.files.map(({ rows }) => rows)).toEqual([2, 1]);
  expect(texts.map((text) => text.split('\n')[1]?.slice(0, 4))).toEqual(['U2\t1', 'U3\t1']);
  expect(daily.file('440000', manifest?.files[0]?.name ?? '')).toBeUndefined();
});

test.each<[Pick<Edit, 'edit' | 'where' | 'set'> & { rows?: number }, string[], number, string]>([
  [{ edit: 'leave-out', where: { use_id: 'U3' }, set: {} }, ['U2 1 20.00', 'U2 2 3.50'], 1, '23.50'],
  [{ edit: 'repeat', where: {}, set: {}, rows: 1 }, ['U2 1 20.00', 'U2 1 20.00', 'U2 2 3.50', 'U3 1 7.00'], 1, '50.50'],
  [
    { edit: 'change', where: { use_id: 'U2' }, set: { amt: '1.00' } },
    ['U2 1 1.00', 'U2 2 1.00', 'U3 1 7.00'],
    2,
    '9.00',
  ],
  [
    { edit: 'add', where: { use_id: 'U3' }, set: { use_id: 'U9', amt: '0.01' } },
    ['U2 1 20.00', 'U2 2 3.50', 'U3 1 7.00', 'U9 1 0.01'],
    1,
    '30.51',
  ],
])('%j makes a file that is right in itself and says otherwise than the books', (edit, rows, concerned, amt) => {
  const { daily } = aDay();
  daily.edits = [{ ...BENEF, kind: 'usage', ...edit }];
  expect(daily.hits()).toEqual([concerned]);
  const { manifest, texts } = download(daily, BENEF);
  expect(manifest).toMatchObject({ rows: rows.length, amt });
  const shown = (texts[0] ?? '').trimEnd().split('\n').slice(1);
  expect(shown.map((line) => line.split('\t')).map((all) => `${all[0]} ${all[1]} ${all[11]}`)).toEqual(rows);
  // Another day, another role and another province are as they were.
  expect(download(daily, DONOR).manifest?.amt).toBe('30.50');
});

test.each(Object.keys(SPOILS) as SpoilName[])('%s: wrong as often as was asked for, then right again', (how) => {
  const { daily } = aDay();
  const right = download(daily, BENEF);
  const rightly = daily.file('510000', right.manifest?.files[0]?.name ?? '');
  daily.spoil(BENEF, how, 1);
  const manifest = daily.manifest(BENEF);
  const file = manifest?.files[0];
  const sent = daily.file('510000', file?.name ?? '') ?? Buffer.alloc(0);
  const isAsTold = sent.length === file?.bytes && createHash('sm3').update(sent).digest('hex') === file.sm3;
  const isSame = JSON.stringify([manifest, sent]) === JSON.stringify([right.manifest, rightly]);
  expect(isSame).toBe(false);
  expect(isAsTold).toBe(!['wrong-sm3', 'wrong-bytes', 'other-bytes', 'truncated'].includes(how));
  expect(download(daily, BENEF)).toEqual(right);
});

test('parts of a file by Range (§6)', () => {
  const bytes = Buffer.from('0123456789');
  const part = (range?: string) => {
    const content = fileContent(bytes, range);
    return content === 'none' ? content : `${content.bytes.toString()} from ${content.part?.from}`;
  };
  expect(part()).toBe('0123456789 from 0');
  expect(part('bytes=4-')).toBe('456789 from 4');
  expect(part('bytes=4-6')).toBe('456 from 4');
  expect(part('bytes=4-99')).toBe('456789 from 4');
  expect(part('bytes=-3')).toBe('789 from 7');
  expect(part('bytes=10-')).toBe('none');
  expect(part('bytes=1-2,4-5')).toBe('0123456789 from 0');
});

test('clearing: usages less reversals by the month of receipt, below zero too; counts are of rows (R30)', () => {
  const { books, usage } = aDay();
  const none = { receivable_amt: '0.00', receivable_cnt: 0 };
  expect(clearingLines(books, usage, '440000', 202611)).toEqual([
    { admdvs: '510000', payable_amt: '24.50', payable_cnt: 5, ...none },
  ]);
  const lines = [{ line_no: 1, mulaid_rel_id: 'R1', mulaid_lmt_id: 'L1', amt: '20.00' }];
  const reversal = { use_id: 'U5', orig_use_id: 'U2', setl_id: 'SU2', psn_no: 'B1', acct_mulaid_pay: '20.00', lines };
  const body = { ...reversal, use_time: at('2026-12-01T00:00:00.000') };
  usage.record({ infno: 'M412', body }, { province: '510000', upload_time: at('2026-12-01T00:00:00.000') });
  expect(clearingLines(books, usage, '510000', 202612)).toEqual([
    { admdvs: '440000', payable_amt: '0.00', payable_cnt: 0, receivable_amt: '-20.00', receivable_cnt: 1 },
  ]);
});
