import { clearingDifferences, compareClearing, yuanToFen, fen, type ClearingFigures } from '@libs/mutual-aid';
import { readOrder } from '../../libs/national-platform/src/messages/down';

const net = (yuan: string) => (yuan.startsWith('-') ? fen(0n - yuanToFen(yuan.slice(1))) : yuanToFen(yuan));

/** `510000 10.00/1 0.00/0`: payable and receivable, amount and rows. */
function lines(text: string): ClearingFigures[] {
  return text
    .split(', ')
    .filter((each) => each !== '')
    .map((each) => {
      const [admdvs = '', payable = '', receivable = ''] = each.split(' ');
      const [[paid = '', rows], [got = '', gotRows]] = [payable.split('/'), receivable.split('/')];
      const counts = { payableCount: Number(rows), receivableCount: Number(gotRows) };
      return { admdvs, payable: net(paid), receivable: net(got), ...counts };
    });
}

test.each([
  ['nothing on either side', '', '', ''],
  ['the same', '510000 10.00/2 3.00/1', '510000 10.00/2 3.00/1', ''],
  ['another order', '110000 1.00/1 0.00/0, 510000 2.00/1 0.00/0', '510000 2.00/1 0.00/0, 110000 1.00/1 0.00/0', ''],
  ['zeros there, absent here', '', '510000 0.00/0 0.00/0', ''],
  ['zeros here, absent there', '510000 0.00/0 0.00/0', '', ''],
  ['a usage and its reversal there, nothing here', '', '510000 0.00/2 0.00/0', '510000'],
  ['negative, the same', '510000 -5.00/1 0.00/0', '510000 -5.00/1 0.00/0', ''],
  ['the sign', '510000 -5.00/1 0.00/0', '510000 5.00/1 0.00/0', '510000'],
  ['a fen payable', '510000 5.00/1 0.00/0', '510000 5.01/1 0.00/0', '510000'],
  ['a row payable', '510000 5.00/1 0.00/0', '510000 5.00/2 0.00/0', '510000'],
  ['a fen receivable', '510000 0.00/0 5.00/1', '510000 0.00/0 4.99/1', '510000'],
  ['a row receivable', '510000 0.00/0 5.00/1', '510000 0.00/0 5.00/3', '510000'],
  ['the sides exchanged', '510000 5.00/1 0.00/0', '510000 0.00/0 5.00/1', '510000'],
  ['absent here', '110000 1.00/1 0.00/0', '110000 1.00/1 0.00/0, 510000 1.00/1 0.00/0', '510000'],
  [
    'two of three',
    '110000 1.00/1 0.00/0, 120000 1.00/1 0.00/0',
    '110000 2.00/1 0.00/0, 510000 1.00/1 0.00/0, 120000 1.00/1 0.00/0',
    '110000 510000',
  ],
])('%s', (_, own, theirs, expected) => {
  expect(
    clearingDifferences(lines(own), lines(theirs))
      .map(({ admdvs }) => admdvs)
      .join(' '),
  ).toBe(expected);
  const { result, lines: told } = compareClearing(lines(own), { month: 202606, lines: lines(theirs) });
  expect(result).toBe(expected === '' ? 'MATCH' : 'MISMATCH');
  expect(told).toEqual(lines(own));
});

const line = { admdvs: '510000', payable_amt: '0.00', payable_cnt: 0, receivable_amt: '0.00', receivable_cnt: 0 };

test.each([
  ['no month', { lines: [] }, 'clr_ym'],
  ['month 13', { clr_ym: '2026-13', lines: [] }, 'clr_ym'],
  ['a day', { clr_ym: '2026-06-01', lines: [] }, 'clr_ym'],
  ['no lines', { clr_ym: '2026-06' }, 'lines'],
  ['a number for an amount', { clr_ym: '2026-06', lines: [{ ...line, payable_amt: 1 }] }, 'lines[0].payable_amt'],
  ['a plus sign', { clr_ym: '2026-06', lines: [{ ...line, receivable_amt: '+1.00' }] }, 'lines[0].receivable_amt'],
  ['half a row', { clr_ym: '2026-06', lines: [{ ...line, payable_cnt: 0.5 }] }, 'lines[0].payable_cnt'],
  ['fewer than no rows', { clr_ym: '2026-06', lines: [{ ...line, receivable_cnt: -1 }] }, 'lines[0].receivable_cnt'],
  ['a province twice', { clr_ym: '2026-06', lines: [line, line] }, 'lines[1].admdvs'],
  ['negative amounts', { clr_ym: '2026-06', lines: [{ ...line, payable_amt: '-0.01' }] }, undefined],
  ['no province at all', { clr_ym: '2026-06', lines: [] }, undefined],
])('M601 with %s', (_, input, misfit) => {
  const read = readOrder('M601', input);
  if (misfit === undefined) expect(read).toMatchObject({ infno: 'M601', body: { month: 202606 } });
  else expect(read).toEqual({ misfit });
});
