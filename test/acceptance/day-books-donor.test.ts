import { compareDonor } from '../../apps/reconciler/src/books/compare-donor';
import { planDonor } from '../../apps/reconciler/src/books/plan-donor';
import { DAY, DAY_BEGINS, limitRow, ownFolders, usageRow, type LimitRow, type UsageRow } from '../support/day-files';
import { checkedDay, DayProvince, differencesIn, refuse, rowsOf } from '../support/day-province';
import { scratchForAll } from '../support/scratch-database';

const newFolder = ownFolders();
const scratch = scratchForAll('day_books_donor');
let province: DayProvince;
beforeAll(async () => {
  province = await DayProvince.make(scratch());
});
beforeEach(() => province.empty());

/** What is in the books, as a limit's figures: used/rows. */
interface Case {
  readonly usage: readonly UsageRow[];
  readonly limits?: readonly LimitRow[];
  /** By use_id: the kind, and the amount here. */
  readonly refused?: Readonly<Record<string, string>>;
}

const given = (folder: string) => ({ folder, database: province.database, day: DAY, role: 'donor' as const });

async function compare({ usage, limits, refused = {} }: Case) {
  const folder = newFolder();
  await checkedDay(folder, usage, limits);
  const plan = await planDonor(given(folder));
  refuse(folder, refused);
  const figures = await compareDonor(given(folder));
  return { folder, plan, figures, differences: differencesIn(folder) };
}

const u = (use_id: string, change: Partial<UsageRow> = {}) => usageRow({ use_id, ...change });
const back = (use_id: string, orig_use_id: string, change: Partial<UsageRow> = {}) =>
  u(use_id, { orig_use_id, ...change });

async function oneLimit(change: Parameters<DayProvince['limit']>[2] = {}): Promise<void> {
  await province.relationship('440000R1');
  await province.limit('440000L1', '440000R1', change);
}

describe('what is to be applied', () => {
  test('all rows, by donor and in the order of receipt', async () => {
    const usage = [u('A', { donor_psn_no: '44P2' }), u('B'), u('C', { donor_psn_no: '44P2' }), back('D', 'B')];
    const { folder, plan } = await compare({ usage });
    expect(plan).toEqual({ toApply: 4, toConfirm: 0 });
    const times = [Date.parse('2026-11-24T09:00:00.000+08:00'), Date.parse('2026-11-24T09:00:01.000+08:00')].map(
      String,
    );
    const rest = ['440000R1', '440000L1', '1000', ...times];
    expect(rowsOf(folder, 'apply.tsv')).toEqual([
      ['44P1', '1', 'B', '1', '', ...rest],
      ['44P1', '3', 'D', '1', 'B', ...rest],
      ['44P2', '0', 'A', '1', '', ...rest],
      ['44P2', '2', 'C', '1', '', ...rest],
    ]);
  });

  test('what is applied for this day and equal is left out; what is unlike, or of another day, is tried', async () => {
    await oneLimit();
    const usage = ['same', 'amount', 'limit', 'reversal', 'day', 'new'].map((id) => u(id));
    await province.applied(u('same'));
    await province.applied(u('amount', { amt: '9.00' }));
    await province.applied(u('limit', { mulaid_lmt_id: '440000L2' }));
    await province.applied(u('reversal', { orig_use_id: 'x' }));
    await province.applied(u('day'), { day: DAY - 1 });
    const { folder } = await compare({ usage });
    expect(rowsOf(folder, 'apply.tsv').map(([, , useId]) => useId)).toEqual([
      'amount',
      'limit',
      'reversal',
      'day',
      'new',
    ]);
  });

  test('later copies are not tried, whatever they are; another line of a usage is no copy', async () => {
    const usage = [u('A'), u('A', { line_no: '2' }), u('A', { amt: '7.00' }), u('B'), u('A')];
    const { folder, differences, figures } = await compare({ usage });
    expect(rowsOf(folder, 'apply.tsv').map(([, seq]) => seq)).toEqual(['0', '1', '3']);
    expect(differences).toEqual(['DUPLICATE A /700 gap 700/1 u.gz:4', 'DUPLICATE A#1 /1000 gap 1000/1 u.gz:6']);
    expect(figures).toEqual({ cnt: 0, amt: '0', diffCnt: 2, diffAmt: '1700', listed: 2 });
  });

  test('what limit lines and copies name that is PENDING is confirmed', async () => {
    await province.relationship('440000R1', { state: 'PENDING' });
    await province.relationship('440000R2');
    await province.relationship('510000R3', { role: 'benef', state: 'PENDING' });
    await province.limit('440000L1', '440000R1', { state: 'PENDING' });
    await province.limit('440000L2', '440000R2', { state: 'PENDING' });
    await province.limit('440000L3', '440000R2');
    await province.limit('440000L4', '440000R2', { state: 'PENDING' });
    const named = [
      ['440000R1', '440000L9'],
      ['440000R2', '440000L2'],
      ['440000R2', '440000L3'],
      ['440000R9', '440000L4'],
      ['510000R3', '510000L1'],
    ] as const;
    const limits = named.map(([mulaid_rel_id, mulaid_lmt_id]) => limitRow({ mulaid_rel_id, mulaid_lmt_id }));
    const { folder, plan } = await compare({ usage: [], limits });
    expect(plan).toEqual({ toApply: 0, toConfirm: 2 });
    expect(rowsOf(folder, 'confirm.tsv')).toEqual([
      ['440000R1', '440000L9'],
      ['440000R2', '440000L2'],
    ]);
  });
});

describe('rows that differ', () => {
  test('each kind, with its amounts, its gap and its place', async () => {
    await oneLimit({ used_amt: 900, used_cnt: 1 });
    await province.applied(u('D', { amt: '9.00' }));
    const usage = [u('A'), u('B'), back('C', 'x', { amt: '3.00' }), u('D'), back('E', 'y', { amt: '4.00' }), u('F')];
    const refused = { A: 'UNKNOWN_LIMIT', B: 'OVER_LIMIT', C: 'MISSING_HERE', D: 'AMOUNT_DIFFERS 900' };
    const more = { E: 'AMOUNT_DIFFERS 500', F: 'DUPLICATE' };
    const { differences, figures } = await compare({ usage, refused: { ...refused, ...more } });
    expect(differences).toEqual([
      'UNKNOWN_LIMIT A /1000 gap 1000/1 u.gz:2',
      'OVER_LIMIT B /1000 gap 1000/1 u.gz:3',
      'MISSING_HERE C /300 gap -300/1 u.gz:4',
      'AMOUNT_DIFFERS D 900/1000 gap 100/0 u.gz:5',
      'AMOUNT_DIFFERS E 500/400 gap -400/1 u.gz:6',
      'DUPLICATE F /1000 gap 1000/1 u.gz:7',
    ]);
    expect(figures).toEqual({ cnt: 1, amt: '900', diffCnt: 6, diffAmt: '3500', listed: 6 });
  });

  test('applied for that day and not in the files: MISSING_THERE, a reversal the other way; whose it is', async () => {
    await oneLimit();
    await province.applied(u('A'));
    await province.applied(back('B', 'A'));
    await province.applied(u('C'), { day: DAY - 1 });
    await province.applied(u('D'), { day: DAY + 1 });
    const { folder, differences, figures } = await compare({ usage: [] });
    expect(differences.sort()).toEqual(['MISSING_THERE A 1000/ gap -1000/-1', 'MISSING_THERE B 1000/ gap 1000/-1']);
    expect(rowsOf(folder, 'discrepancies.tsv').map((row) => row[7])).toEqual(['44P1', '44P1']);
    expect(figures).toEqual({ cnt: 2, amt: '2000', diffCnt: 2, diffAmt: '2000', listed: 2 });
  });

  test('closed with the same figures: listed, not counted; with others it counts', async () => {
    await province.discrepancy({ kind: 'OVER_LIMIT', use_id: 'A', amt_there: 1000, status: 'CLOSED' });
    await province.discrepancy({ kind: 'OVER_LIMIT', use_id: 'B', amt_there: 999, status: 'CLOSED' });
    await province.discrepancy({ kind: 'OVER_LIMIT', use_id: 'C', amt_there: 1000, status: 'PROPOSED' });
    await province.discrepancy({ kind: 'OVER_LIMIT', use_id: 'D', amt_there: 1000, status: 'CLOSED', day: DAY - 1 });
    const refused = Object.fromEntries(['A', 'B', 'C', 'D'].map((id) => [id, 'OVER_LIMIT']));
    const { differences, figures } = await compare({ usage: ['A', 'B', 'C', 'D'].map((id) => u(id)), refused });
    expect(differences.filter((each) => each.endsWith('closed'))).toEqual([
      'OVER_LIMIT A /1000 gap 1000/1 u.gz:2 closed',
    ]);
    expect(figures).toMatchObject({ diffCnt: 3, diffAmt: '3000', listed: 4 });
  });
});

/** What one limit is here, what the file says of it, and what comes of it. */
type LimitCase = [
  what: string,
  here: Parameters<DayProvince['limit']>[2] | undefined,
  there: Partial<LimitRow> | undefined,
  difference: string | undefined,
  amount?: string,
];

describe('limits', () => {
  test.each<LimitCase>([
    ['equal', { used_amt: 1000, used_cnt: 1 }, {}, undefined],
    ['closed, equal', { used_amt: 1000, used_cnt: 1, ret_amt: 9000, state: 'CLOSED' }, {}, undefined],
    ['used differs', { used_amt: 900, used_cnt: 1 }, {}, 'AMOUNT_DIFFERS 440000L1 900/1000 l.gz:2', '100'],
    ['only rows differ', { used_amt: 1000, used_cnt: 3 }, {}, 'AMOUNT_DIFFERS 440000L1 1000/1000 l.gz:2', '0'],
    [
      'only lmt_amt differs',
      { used_amt: 1000, used_cnt: 1, lmt_amt: 9000 },
      {},
      'AMOUNT_DIFFERS 440000L1 9000/10000 l.gz:2',
      '1000',
    ],
    [
      'used and lmt_amt differ',
      { used_amt: 1, used_cnt: 1, lmt_amt: 9000 },
      {},
      'AMOUNT_DIFFERS 440000L1 1/1000 l.gz:2',
      '999',
    ],
    ['unknown here', undefined, {}, 'UNKNOWN_LIMIT 440000L1 /1000 l.gz:2', '1000'],
    [
      'unknown here, nothing used',
      undefined,
      { used_amt: '0.00', used_cnt: '0' },
      'UNKNOWN_LIMIT 440000L1 /10000 l.gz:2',
      '10000',
    ],
    [
      'revoked here, nothing used',
      { state: 'REVOKED', ret_amt: 10_000 },
      { used_amt: '0.00', used_cnt: '0' },
      undefined,
    ],
    [
      'revoked here, used there',
      { state: 'REVOKED', ret_amt: 10_000 },
      {},
      'UNKNOWN_LIMIT 440000L1 /1000 l.gz:2',
      '1000',
    ],
    ['refused here', { state: 'REFUSED', ret_amt: 10_000 }, {}, 'UNKNOWN_LIMIT 440000L1 /1000 l.gz:2', '1000'],
    [
      'of another relationship',
      { mulaid_rel_id: '440000R2', used_amt: 1000, used_cnt: 1 },
      {},
      'UNKNOWN_LIMIT 440000L1 /1000 l.gz:2',
      '1000',
    ],
    ['absent there', { used_amt: 700, used_cnt: 1 }, undefined, 'MISSING_THERE 440000L1 700/', '700'],
    ['absent there, nothing used', {}, undefined, 'MISSING_THERE 440000L1 10000/', '10000'],
    ['absent there, set that day', { set_time: DAY_BEGINS }, undefined, undefined],
    ['absent there, closed', { state: 'CLOSED', ret_amt: 10_000 }, undefined, undefined],
    ['absent there, PENDING', { state: 'PENDING' }, undefined, undefined],
    ['absent there, revoked', { state: 'REVOKED', ret_amt: 10_000 }, undefined, undefined],
  ])('%s', async (_what, here, there, difference, amount = '0') => {
    await province.relationship('440000R1');
    await province.relationship('440000R2');
    if (here !== undefined) await province.limit('440000L1', '440000R1', here);
    const { differences, figures } = await compare({ usage: [], limits: there === undefined ? [] : [limitRow(there)] });
    expect(differences).toEqual(difference === undefined ? [] : [difference]);
    expect(figures).toEqual({
      cnt: 0,
      amt: '0',
      diffCnt: difference === undefined ? 0 : 1,
      diffAmt: amount,
      listed: difference === undefined ? 0 : 1,
    });
  });

  test('as beneficiary region we hold limits, too: those are not compared', async () => {
    await province.relationship('510000R1', { role: 'benef' });
    await province.limit('510000L1', '510000R1', { used_amt: 5, used_cnt: 1 });
    expect((await compare({ usage: [], limits: [] })).differences).toEqual([]);
  });

  test('without a limit file, limits are not compared', async () => {
    await oneLimit({ used_amt: 700, used_cnt: 1 });
    expect((await compare({ usage: [] })).differences).toEqual([]);
  });

  test('what was applied for later days does not count, a reversal neither', async () => {
    await oneLimit({ used_amt: 1500, used_cnt: 4 });
    await province.applied(u('A'));
    await province.applied(u('B'), { day: DAY + 1 });
    await province.applied(back('C', 'A', { amt: '10.00' }), { day: DAY + 2 });
    await province.applied(u('D', { amt: '5.00' }), { day: DAY + 7000 });
    expect((await compare({ usage: [u('A')], limits: [limitRow()] })).differences).toEqual([]);
  });
});

describe('what rows explain is not kept twice', () => {
  test.each<[string, Partial<LimitRow>, boolean]>([
    ['wholly', { used_amt: '30.00', used_cnt: '3' }, true],
    ['the amount alone', { used_amt: '30.00', used_cnt: '2' }, false],
    ['the rows alone', { used_amt: '29.00', used_cnt: '3' }, false],
    ['and lmt_amt differs, too', { used_amt: '30.00', used_cnt: '3', lmt_amt: '90.00' }, false],
  ])('two rows that are not applied: %s', async (_what, there, isExplained) => {
    await oneLimit({ used_amt: 1000, used_cnt: 1 });
    await province.applied(u('A'));
    const usage = [u('A'), u('B'), u('C')];
    const refused = { B: 'OVER_LIMIT', C: 'OVER_LIMIT' };
    const { differences } = await compare({ usage, limits: [limitRow(there)], refused });
    expect(differences.slice(0, 2).map((each) => each.slice(0, 12))).toEqual(['OVER_LIMIT B', 'OVER_LIMIT C']);
    expect(differences).toHaveLength(isExplained ? 2 : 3);
  });

  test.each<[string, string, string]>([
    ['the platform counts it once', '10.00', '1'],
    ['the platform counts it twice', '20.00', '2'],
  ])('a repeated row: %s', async (_what, used_amt, used_cnt) => {
    await oneLimit({ used_amt: 1000, used_cnt: 1 });
    await province.applied(u('A'));
    const { differences } = await compare({ usage: [u('A'), u('A')], limits: [limitRow({ used_amt, used_cnt })] });
    expect(differences).toEqual(['DUPLICATE A /1000 gap 1000/1 u.gz:3']);
  });

  test('an unknown limit by its row, an absent one by its missing row', async () => {
    await province.relationship('440000R1');
    await province.limit('440000L2', '440000R1', { used_amt: 1000, used_cnt: 1 });
    await province.applied(u('B', { mulaid_lmt_id: '440000L2' }));
    const { differences } = await compare({ usage: [u('A')], limits: [limitRow()], refused: { A: 'UNKNOWN_LIMIT' } });
    expect(differences).toEqual(['UNKNOWN_LIMIT A /1000 gap 1000/1 u.gz:2', 'MISSING_THERE B 1000/ gap -1000/-1']);
  });

  test.each<[string, Parameters<DayProvince['discrepancy']>[0], boolean]>([
    ['open', {}, true],
    ['closed', { status: 'CLOSED' }, true],
    ['proposed', { status: 'PROPOSED' }, true],
    ['mended', { status: 'MENDED' }, false],
    ['of a later day', { day: DAY + 1 }, false],
    ['of the other role', { role: 'benef' }, false],
    ['a limit’s own', { use_id: '', line_no: 0 }, false],
    ['of another limit', { mulaid_lmt_id: '440000L2' }, false],
    ['applied since', { use_id: 'late' }, false],
  ])('a row of an earlier day that is %s', async (_what, change, isExplained) => {
    await oneLimit({ used_amt: 1000, used_cnt: 1 });
    await province.applied(u('late'), { day: DAY - 1 });
    const gap = { gap_amt: 500, gap_cnt: 1, amt_there: 1000 };
    await province.discrepancy({ day: DAY - 1, use_id: 'early', ...gap, ...change });
    const { differences } = await compare({ usage: [], limits: [limitRow({ used_amt: '15.00', used_cnt: '2' })] });
    expect(differences).toEqual(isExplained ? [] : ['AMOUNT_DIFFERS 440000L1 1000/1500 l.gz:2']);
  });
});
