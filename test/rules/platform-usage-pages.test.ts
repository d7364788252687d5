import { Books, newLimit } from '../../apps/platform-simulator/src/books';
import { judgeUsage } from '../../apps/platform-simulator/src/uploads/judge-usage';
import { judgeUsagePage } from '../../apps/platform-simulator/src/uploads/judge-usage-page';
import type { UploadOf } from '../../apps/platform-simulator/src/uploads/read-upload';
import type { PageLine } from '../../apps/platform-simulator/src/uploads/usage-bodies';
import { UsageBooks } from '../../apps/platform-simulator/src/usage-books';

const [province, use_time] = ['510000', '2026-11-24T09:30:00.000+08:00'];
const [atPage, atUpload] = [
  { province, upload_time: '2026-11-24T09:31:00.000+08:00' },
  { province, upload_time: '2026-11-24T09:32:00.000+08:00' },
];

/** A usage of 30.00 of R1 and 10.00 of R2, both of the same beneficiary. */
const M411: UploadOf<'M411'> = {
  infno: 'M411',
  body: {
    use_id: 'U1',
    setl_id: 'S1',
    psn_no: 'B1',
    scene: '1',
    use_time,
    pay_amt: '40.00',
    acct_pay: '0.00',
    acct_mulaid_pay: '40.00',
    psn_cash_pay: '0.00',
    lines: [
      { line_no: 1, mulaid_rel_id: 'R1', mulaid_lmt_id: 'L1', amt: '30.00' },
      { line_no: 2, mulaid_rel_id: 'R2', mulaid_lmt_id: 'L2', amt: '10.00' },
    ],
  },
};
const line: PageLine = { use_id: 'U1', line_no: 1, mulaid_lmt_id: 'L1', amt: '30.00', use_time };

function twoRelationships() {
  const books = new Books();
  const limits = ['1', '2'].map((n) => newLimit(`L${n}`, '50.00', use_time));
  for (const [index, limit] of limits.entries())
    books.book({
      mulaid_rel_id: `R${index + 1}`,
      donorProvince: '440000',
      benefProvince: province,
      donor_psn_no: `D${index + 1}`,
      benef_psn_no: 'B1',
      state: 'EFFECTIVE',
      limits: [limit],
    });
  return { books, limits, usage: new UsageBooks(books) };
}

const usedOf = (limits: readonly { used_amt: string; used_cnt: number }[]) =>
  limits.map(({ used_amt, used_cnt }) => `${used_amt} ${used_cnt}`);

test('a usage that an M413 brought first keeps that time of receipt, and its M411 brings the other lines (§6)', () => {
  const { usage, limits } = twoRelationships();
  usage.takeOver('R1', line, atPage);
  expect(usedOf(limits)).toEqual(['30.00 1', '0.00 0']);
  expect(judgeUsage(usage, M411, province)).toBeUndefined();
  expect(usage.record(M411, atUpload)).toBe(atPage.upload_time);
  expect(usedOf(limits)).toEqual(['30.00 1', '10.00 1']);
  expect(usage.rowsOf('R2').map(({ upload_time }) => upload_time)).toEqual([atPage.upload_time]);
});

test('its M411 is right although the relationship has ended meanwhile, but not with another content', () => {
  const { usage, books, limits } = twoRelationships();
  usage.takeOver('R1', line, atPage);
  const relationship = books.relationships.get('R1');
  if (relationship) relationship.state = 'TERMINATED';
  const [first, second] = M411.body.lines;
  expect(judgeUsage(usage, M411, province)).toBeUndefined();
  const other = { ...M411, body: { ...M411.body, lines: [{ ...first, amt: '29.00' }, second] } } as UploadOf<'M411'>;
  expect(judgeUsage(usage, other, province)).toEqual({ code: 'E04', field: 'use_id' });
  expect(usedOf(limits)).toEqual(['30.00 1', '0.00 0']);
});

test('what is known already is not taken over twice, and a reversal is a row of its own', () => {
  const { usage, limits } = twoRelationships();
  usage.record(M411, atUpload);
  const reversal: PageLine = { ...line, use_id: 'U2', orig_use_id: 'U1' };
  for (const each of [line, reversal, line, reversal]) usage.takeOver('R1', each, atPage);
  expect(usedOf(limits)).toEqual(['0.00 2', '10.00 1']);
  expect(usage.rowsOf('R1').map(({ use_id, upload_time }) => [use_id, upload_time])).toEqual([
    ['U1', atUpload.upload_time],
    ['U2', atPage.upload_time],
  ]);
});

test.each<[string, Partial<PageLine>[], string, string | undefined]>([
  ['right', [{}], province, undefined],
  ['without usage', [], province, undefined],
  ['another beneficiary region', [], '330000', 'E30 mulaid_rel_id'],
  [
    'a limit of another relationship',
    [{}, { use_id: 'U2', mulaid_lmt_id: 'L2' }],
    province,
    'E30 lines[1].mulaid_lmt_id',
  ],
  ['a known line with another amount', [{ use_id: 'K', amt: '2.00' }], province, 'E04 lines[0].use_id'],
  ['a known usage as a reversal', [{ use_id: 'K', orig_use_id: 'U0', amt: '1.00' }], province, 'E04 lines[0].use_id'],
  ['a known line again', [{ use_id: 'K', amt: '1.00' }], province, undefined],
  ['beyond the limit', [{}, { use_id: 'U2', amt: '19.01' }], province, 'E32 lines'],
  [
    'beyond it only without the reversal',
    [{}, { use_id: 'U2', amt: '40.00' }, { use_id: 'U3', orig_use_id: 'U1' }],
    province,
    undefined,
  ],
])('a page of an M413: %s', (_case, lines, from, expected) => {
  const { usage } = twoRelationships();
  usage.takeOver('R1', { ...line, use_id: 'K', amt: '1.00' }, atPage);
  const page = { mulaid_rel_id: 'R1', page: 1, pages: 1, lines: lines.map((each) => ({ ...line, ...each })) };
  const refusal = judgeUsagePage(usage, page, from);
  expect(refusal && `${refusal.code} ${refusal.field}`).toBe(expected);
});
