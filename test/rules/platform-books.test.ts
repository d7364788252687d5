import { Books, newLimit } from '../../apps/platform-simulator/src/books';
import { UsageBooks } from '../../apps/platform-simulator/src/usage-books';
import type { UploadOf } from '../../apps/platform-simulator/src/uploads/read-upload';

const [province, upload_time] = ['510000', '2026-11-24T09:30:01.000+08:00'];
const common = {
  setl_id: 'S1',
  psn_no: 'B1',
  use_time: '2026-11-24T09:30:00.000+08:00',
  acct_mulaid_pay: '30.00',
  lines: [{ line_no: 1, mulaid_rel_id: 'R1', mulaid_lmt_id: 'L1', amt: '30.00' }],
};
const amounts = { pay_amt: '30.00', acct_pay: '0.00', psn_cash_pay: '0.00' };
const usage: UploadOf<'M411'> = { infno: 'M411', body: { use_id: 'U1', scene: '1', ...amounts, ...common } };
const reversal: UploadOf<'M412'> = { infno: 'M412', body: { use_id: 'U2', orig_use_id: 'U1', ...common } };

test('the platform counts rows: a usage and its reversal are two in used_cnt, and used_amt is 0.00 again (§4)', () => {
  const books = new Books();
  const limit = newLimit('L1', '50.00', '2026-11-24T09:00:00.000+08:00');
  const provinces = { donorProvince: '440000', benefProvince: province };
  const people = { donor_psn_no: 'D1', benef_psn_no: 'B1' };
  books.book({ mulaid_rel_id: 'R1', ...provinces, ...people, state: 'EFFECTIVE', limits: [limit] });
  const usageBooks = new UsageBooks(books);
  usageBooks.record(usage, { province, upload_time });
  expect([limit.used_amt, limit.used_cnt]).toEqual(['30.00', 1]);
  usageBooks.record(reversal, { province, upload_time });
  expect([limit.used_amt, limit.used_cnt]).toEqual(['0.00', 2]);
});
