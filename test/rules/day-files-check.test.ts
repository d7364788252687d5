import { gzipSync } from 'node:zlib';
import { checkFiles } from '../../apps/reconciler/src/books/check';
import {
  DAY,
  keepDay,
  limitRow,
  limitText,
  ownFolders,
  served,
  sumOf,
  usageRow,
  usageText,
  type ServedFile,
  type UsageRow,
} from '../support/day-files';

const newFolder = ownFolders();
const ROWS = ['510000U1', '510000U2', '510000U3'].map((use_id) => usageRow({ use_id }));

async function check(files: readonly ServedFile[], given: { rows?: number; fen: number }) {
  const folder = newFolder();
  keepDay(folder, files, given);
  return checkFiles({ folder, day: DAY, role: 'donor' });
}

/** What is said of a day of one usage file. */
async function saidOf(text: string | Buffer, given: Partial<ServedFile> = {}): Promise<string> {
  const result = await check([{ ...served('u.gz', 'usage', text), ...given }], { fen: sumOf(ROWS) });
  return result.ok ? 'right' : result.reason;
}

const right = usageText(ROWS);
const lines = right.split('\n');
const [header = ''] = lines;
const second = (change: Partial<UsageRow>) =>
  usageText(ROWS.map((row, at) => (at === 1 ? { ...row, ...change } : row)));

test('files that are right: rows and sum', async () => {
  const files = [
    served('1.gz', 'usage', usageText(ROWS)),
    served('2.gz', 'usage', usageText([usageRow({ use_id: 'x' })])),
  ];
  const limits = served('l.gz', 'limit', limitText([limitRow(), limitRow({ mulaid_lmt_id: 'L2' })]));
  expect(await check([limits, ...files], { fen: 4000 })).toEqual({ ok: true, rows: 4, amt: '4000' });
});

test('an empty day; files without rows', async () => {
  expect(await check([], { fen: 0 })).toEqual({ ok: true, rows: 0, amt: '0' });
  const files = [served('u', 'usage', usageText([])), served('l', 'limit', limitText([]))];
  expect(await check(files, { fen: 0 })).toEqual({ ok: true, rows: 0, amt: '0' });
});

test.each<[string, Partial<UsageRow>]>([
  ['the first moment of the day', { upload_time: '2026-11-24T00:00:00.000+08:00' }],
  ['the last moment', { upload_time: '2026-11-24T23:59:59.999+08:00' }],
  ['the last moment, in UTC', { upload_time: '2026-11-24T15:59:59.999Z' }],
  ['another zone', { upload_time: '2026-11-23T12:00:00.000-05:30' }],
  ['used in another year', { use_time: '2025-01-01T00:00:00.000Z' }],
  ['a leap day', { use_time: '2024-02-29T00:00:00.000Z' }],
  ['a reversal', { orig_use_id: '510000U1' }],
  ['no settlement, no scene', { setl_id: '', scene: '' }],
  ['the longest ids', { use_id: 'a'.repeat(40), mulaid_lmt_id: '-_Z9'.repeat(10) }],
])('what may be in a row: %s', async (_what, change) => {
  expect(await saidOf(second(change))).toBe('right');
});

test('the largest amounts', async () => {
  const rows = ['1', '2', '3'].map((use_id) => usageRow({ use_id, amt: '9999999999999.99' }));
  const result = await check([served('u', 'usage', usageText(rows))], { fen: 2_999_999_999_999_997 });
  expect(result).toMatchObject({ ok: true, amt: '2999999999999997' });
});

test.each<[string, Partial<UsageRow>]>([
  ['use_id', { use_id: '' }],
  ['use_id', { use_id: 'a'.repeat(41) }],
  ['use_id', { use_id: '1 2' }],
  ['use_id', { use_id: '张伟' }],
  ['line_no', { line_no: '0' }],
  ['line_no', { line_no: '01' }],
  ['line_no', { line_no: '-1' }],
  ['line_no', { line_no: '1.0' }],
  ['line_no', { line_no: '' }],
  ['line_no', { line_no: '2147483648' }],
  ['orig_use_id', { orig_use_id: '"' }],
  ['mulaid_rel_id', { mulaid_rel_id: '' }],
  ['mulaid_lmt_id', { mulaid_lmt_id: "'" }],
  ['donor_psn_no', { donor_psn_no: '' }],
  ['benef_insu_admdvs', { benef_insu_admdvs: '51010' }],
  ['scene', { scene: '5' }],
  ['amt', { amt: '10' }],
  ['amt', { amt: '10.0' }],
  ['amt', { amt: '-10.00' }],
  ['amt', { amt: '010.00' }],
  ['amt', { amt: '1e3' }],
  ['amt', { amt: '10000000000000.00' }],
  ['amt', { amt: '' }],
  ['use_time', { use_time: '2026-02-30T00:00:00.000Z' }],
  ['use_time', { use_time: '2026-13-01T00:00:00.000Z' }],
  ['use_time', { use_time: '2026-11-24T24:00:00.000Z' }],
  ['use_time', { use_time: '2026-11-24 09:00:00.000+08:00' }],
  ['use_time', { use_time: '2026-11-24T09:00:00.000' }],
  ['use_time', { use_time: '2026-11-24T09:00:00+08:00' }],
  ['use_time', { use_time: '' }],
  ['upload_time', { upload_time: '2026-11-23T23:59:59.999+08:00' }],
  ['upload_time', { upload_time: '2026-11-25T00:00:00.000+08:00' }],
  ['upload_time', { upload_time: '2026-11-24T16:00:00.000Z' }],
  ['upload_time', { upload_time: '' }],
])('a bad row is named by file, line and column: %s %j', async (column, change) => {
  expect(await saidOf(second(change))).toMatch(new RegExp(`^file u.gz, line 3: ${column} is `));
});

test('the file and line among several; nothing of the row is said', async () => {
  const bad = usageRow({ use_id: 'bad', donor_psn_no: 'SECRET', amt: 'x' });
  const files = [
    served('1.gz', 'usage', right),
    served('2.gz', 'usage', usageText([])),
    served('3.gz', 'usage', usageText([usageRow({ use_id: '9' }), bad])),
  ];
  expect(await check(files, { fen: 0 })).toEqual({ ok: false, reason: 'file 3.gz, line 3: amt is malformed' });
});

test.each<[string, string | Buffer, string]>([
  ['columns in another order', right.replace('use_id\tline_no', 'line_no\tuse_id'), 'line 1: the header'],
  ['a column under another name', right.replace('scene', 'Scene'), 'line 1: the header'],
  ['a column missing', right.replace(/\tscene\t/, '\t'), 'line 1: the header'],
  ['a column more in the header', right.replace('upload_time\n', 'upload_time\tx\n'), 'line 1: the header'],
  ['no header', `${lines.slice(1).join('\n')}`, 'line 1: the header'],
  ['a BOM', `\ufeff${right}`, 'line 1: the header'],
  ['no text at all', '', 'line 1: the header'],
  ['a header without its end', header, 'line 1: the header'],
  ['CRLF', right.replaceAll('\n', '\r\n'), 'line 1: the header'],
  ['CRLF in one line', right.replace('U2', 'U2\r'), 'line 3: CR'],
  ['an empty line at the end', `${right}\n`, 'line 5: an empty line'],
  ['an empty line at the beginning', right.replace('\n', '\n\n'), 'line 2: an empty line'],
  ['an empty line in between', right.replace('\n510000U2', '\n\n510000U2'), 'line 3: an empty line'],
  ['a last line without its end', right.slice(0, -1), 'line 4: the last line'],
  ['NUL', right.replace('U3', 'U\0'), 'line 4: NUL'],
  ['a column too few', right.replace('\t51P1\t', '\t'), 'line 2: 13 columns instead of 14'],
  ['a column too many', right.replace('\t51P1\t', '\t51P1\t\t'), 'line 2: 15 columns instead of 14'],
  ['a quoted field', second({ setl_id: '"S\t1"' }), 'line 3: 15 columns'],
  ['no UTF-8', Buffer.from(right.replace('U2', 'U\xff'), 'latin1'), 'line 3: not UTF-8'],
  ['a line that is too long', second({ setl_id: 'a'.repeat(5000) }), 'line 3: more than 4096 bytes'],
  ['commas', right.replaceAll('\t', ','), 'line 1: the header'],
])('a file that cannot be read: %s', async (_what, text, where) => {
  expect(await saidOf(text, { rows: ROWS.length })).toContain(`file u.gz, ${where}`);
});

const whole = gzipSync(right);
const turned = (at: number) => Buffer.from(whole.map((byte, index) => (index === at ? byte ^ 1 : byte)));

test.each<[string, Buffer]>([
  ['cut in the middle', whole.subarray(0, whole.length >> 1)],
  ['without its trailer', whole.subarray(0, -8)],
  ['with another checksum', turned(whole.length - 6)],
  ['with another length', turned(whole.length - 2)],
  ['with something behind it', Buffer.concat([whole, Buffer.from('more')])],
  ['with half a member behind it', Buffer.concat([whole, whole.subarray(0, 15)])],
  ['no gzip', Buffer.from(right)],
  ['nothing', Buffer.alloc(0)],
])('a broken gzip: %s', async (_what, gzip) => {
  expect(await saidOf(right, { gzip })).toMatch(/^file u.gz is no whole gzip/);
});

test('a gzip of several members is read whole', async () => {
  const gzip = Buffer.concat([gzipSync(right.slice(0, 300)), gzipSync(''), gzipSync(right.slice(300))]);
  expect(await saidOf(right, { gzip })).toBe('right');
});

test.each<[string, { rows?: number; fen: number }, Partial<ServedFile>, string]>([
  ['rows of a file', { fen: 3000 }, { rows: 2 }, 'file u.gz has 3 rows, the manifest says 2'],
  ['rows of all', { fen: 3000, rows: 4 }, {}, 'the usage files have 3 rows, the manifest says 4'],
  ['the sum', { fen: 3001 }, {}, 'the sum of the usage files is 30.00, the manifest says 30.01'],
])('not the manifest: %s', async (_what, given, change, reason) => {
  expect(await check([{ ...served('u.gz', 'usage', right), ...change }], given)).toEqual({ ok: false, reason });
});

test.each([
  ['lmt_amt', { lmt_amt: '1' }],
  ['used_amt', { used_amt: '' }],
  ['used_cnt', { used_cnt: '-1' }],
  ['used_cnt', { used_cnt: '1.0' }],
  ['used_cnt', { used_cnt: '9999999999' }],
  ['mulaid_lmt_id', { mulaid_lmt_id: '' }],
])('a bad row of a limit file: %s', async (column, change) => {
  const limits = served('l.gz', 'limit', limitText([limitRow(), limitRow(change)]));
  const result = await check([served('u.gz', 'usage', right), limits], { fen: 3000 });
  expect(result).toMatchObject({ reason: expect.stringContaining(`file l.gz, line 3: ${column} is`) as string });
});

test('a day of many rows, in pieces: the bad one is found behind them', async () => {
  const many = Array.from({ length: 30_000 }, (_, at) => usageRow({ use_id: `510000U${at}` }));
  const files = [served('1.gz', 'usage', usageText(many)), served('2.gz', 'usage', usageText(many))];
  expect(await check(files, { fen: 60_000_000 })).toMatchObject({ ok: true, rows: 60_000 });
  const bad = [...many.slice(0, 29_999), usageRow({ amt: '1' })];
  const spoilt = [files[0], served('2.gz', 'usage', usageText(bad))] as ServedFile[];
  expect(await check(spoilt, { fen: 0 })).toEqual({ ok: false, reason: 'file 2.gz, line 30001: amt is malformed' });
});
