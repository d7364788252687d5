import { compareBenef } from '../../apps/reconciler/src/books/compare-benef';
import { DAY, ownFolders, usageRow, type UsageRow } from '../support/day-files';
import { checkedDay, DayProvince, differencesIn, rowsOf } from '../support/day-province';
import { scratchForAll } from '../support/scratch-database';

const newFolder = ownFolders();
const scratch = scratchForAll('day_books_benef');
let province: DayProvince;
beforeAll(async () => {
  province = await DayProvince.make(scratch());
});
beforeEach(() => province.empty());

async function compare(usage: readonly UsageRow[]) {
  const folder = newFolder();
  await checkedDay(folder, usage);
  const figures = await compareBenef({ folder, database: province.database, day: DAY, role: 'benef' });
  const [confirm, again] = [rowsOf(folder, 'confirm.tsv'), rowsOf(folder, 'again.tsv')];
  return { figures, differences: differencesIn(folder), confirm, again };
}

const u = (use_id: string, change: Partial<UsageRow> = {}) => usageRow({ use_id, ...change });
const back = (use_id: string, orig_use_id: string) => u(use_id, { orig_use_id });
const NOTHING = { diffCnt: 0, diffAmt: '0', listed: 0, toConfirm: 0, toUploadAgain: 0 };
const YESTERDAY = '2026-11-23T23:59:59.999+08:00';
const TOMORROW = '2026-11-25T00:00:00.000+08:00';

test('both sides equal: a usage of two lines and its reversal, both on the day, never netted', async () => {
  const rows = [u('A'), u('A', { line_no: '2', amt: '5.00', mulaid_lmt_id: '440000L2' }), back('B', 'A')];
  await province.uploaded(rows.slice(0, 2));
  await province.uploaded(rows.slice(2));
  const { figures, differences } = await compare(rows);
  expect(differences).toEqual([]);
  expect(figures).toEqual({ ...NOTHING, cnt: 3, amt: '2500' });
});

test('an empty day', async () => {
  expect((await compare([])).figures).toEqual({ ...NOTHING, cnt: 0, amt: '0' });
});

test('the edges of the day: what was answered a millisecond before or after is not of it', async () => {
  const first = u('A', { upload_time: '2026-11-24T00:00:00.000+08:00' });
  const last = u('B', { upload_time: '2026-11-24T23:59:59.999+08:00' });
  for (const row of [first, last, u('C', { upload_time: YESTERDAY }), u('D', { upload_time: TOMORROW })])
    await province.uploaded([row]);
  expect(await compare([first, last])).toMatchObject({ figures: { ...NOTHING, cnt: 2, amt: '2000' }, differences: [] });
});

test('every kind at once, with its amounts and place', async () => {
  const [gone, unlike, other] = [u('gone'), u('unlike'), u('other', { upload_time: YESTERDAY })];
  for (const row of [gone, unlike, other, u('twice')]) await province.uploaded([row]);
  const unlikeThere = { ...unlike, amt: '12.34' };
  const { figures, differences } = await compare([u('strange'), unlikeThere, u('other'), u('twice'), u('twice')]);
  expect(differences).toEqual([
    'MISSING_HERE strange /1000 gap 0/0 u.gz:2',
    'AMOUNT_DIFFERS unlike 1000/1234 gap 0/0 u.gz:3',
    'DUPLICATE other /1000 gap 0/0 u.gz:4',
    'DUPLICATE twice /1000 gap 0/0 u.gz:6',
    'MISSING_THERE gone 1000/ gap 0/0',
  ]);
  // 10.00 + 2.34 + 10.00 + 10.00 + 10.00
  expect(figures).toMatchObject({ cnt: 3, amt: '3000', diffCnt: 5, diffAmt: '4234', toConfirm: 0, toUploadAgain: 1 });
});

test.each<[string, Partial<UsageRow>]>([
  ['limit', { mulaid_lmt_id: '440000L2' }],
  ['relationship', { mulaid_rel_id: '440000R2' }],
  ['kind (a reversal)', { orig_use_id: 'x' }],
])('the same amount of another %s is a difference', async (_what, change) => {
  await province.uploaded([u('A')]);
  const { differences, figures } = await compare([u('A', change)]);
  expect(differences).toEqual(['AMOUNT_DIFFERS A 1000/1000 gap 0/0 u.gz:2']);
  expect(figures).toMatchObject({ diffCnt: 1, diffAmt: '0' });
});

test('a line of a usage that we do not have; a line of ours that the files lack', async () => {
  await province.uploaded([u('A'), u('A', { line_no: '2' })]);
  const { differences } = await compare([u('A'), u('A', { line_no: '3' })]);
  expect(differences).toEqual(['MISSING_HERE A.3 /1000 gap 0/0 u.gz:3', 'MISSING_THERE A.2 1000/ gap 0/0']);
});

test.each(['PENDING', 'HELD', 'REFUSED'])(
  '%s and in the file: confirmed by it, of the day from then on',
  async (state) => {
    const rows = [u('A'), u('A', { line_no: '2' })];
    await province.uploaded(rows, { state, upload_time: null });
    const { figures, differences, confirm } = await compare(rows);
    expect(differences).toEqual([]);
    expect(confirm).toEqual([['A', String(Date.parse(u('A').upload_time)), '51P1']]);
    expect(figures).toEqual({ ...NOTHING, cnt: 2, amt: '2000', toConfirm: 1 });
  },
);

test('unanswered, and in the file with another amount: confirmed, and a difference', async () => {
  await province.uploaded([u('A')], { state: 'PENDING', upload_time: null });
  const { figures, differences, confirm } = await compare([u('A', { amt: '11.00' })]);
  expect(differences).toEqual(['AMOUNT_DIFFERS A 1000/1100 gap 0/0 u.gz:2']);
  expect(confirm).toHaveLength(1);
  expect(figures).toMatchObject({ cnt: 1, amt: '1000', diffAmt: '100' });
});

test.each(['PENDING', 'HELD', 'REFUSED', 'REPLACED'])('%s and not in the file: no discrepancy', async (state) => {
  await province.uploaded([u('A')], {
    state,
    upload_time: state === 'REPLACED' ? Date.parse(u('A').upload_time) : null,
  });
  expect((await compare([])).figures).toEqual({ ...NOTHING, cnt: 0, amt: '0' });
});

test('what is missing there goes again: once each, a usage before its reversal, in the order of recording', async () => {
  await province.uploaded([u('Z'), u('Z', { line_no: '2' })]);
  await province.uploaded([back('Y', 'Z')]);
  await province.uploaded([u('X', { benef_psn_no: '51P2' })]);
  const { again, figures } = await compare([]);
  expect(again).toEqual([
    ['Z', '51P1'],
    ['Y', '51P1'],
    ['X', '51P2'],
  ]);
  expect(figures).toMatchObject({ diffCnt: 4, toUploadAgain: 3 });
});

test('what people closed with the same figures is listed, not counted, and does not go again', async () => {
  await province.uploaded([u('A')]);
  await province.uploaded([u('B')]);
  const closed = { role: 'benef', kind: 'MISSING_THERE', use_id: 'A', status: 'CLOSED', amt_here: 1000 };
  await province.discrepancy(closed);
  const { differences, figures, again } = await compare([]);
  expect(differences).toEqual(['MISSING_THERE A 1000/ gap 0/0 closed', 'MISSING_THERE B 1000/ gap 0/0']);
  expect(figures).toMatchObject({ diffCnt: 1, diffAmt: '1000', listed: 2 });
  expect(again).toEqual([['B', '51P1']]);
});

test('after a long outage every row confirms: more than are looked up at a time', async () => {
  const rows = Array.from({ length: 2100 }, (_, at) => u(`U${at}`));
  for (const row of rows) await province.uploaded([row], { state: 'PENDING', upload_time: null });
  const { figures, confirm } = await compare(rows);
  expect(figures).toEqual({ ...NOTHING, cnt: 2100, amt: '2100000', toConfirm: 2100 });
  expect(confirm.map(([useId]) => useId)).toEqual(rows.map(({ use_id }) => use_id));
});
