import { AMOUNT_PATTERN, fen, fenToYuan, LARGEST_FEN, yuanToFen } from '@libs/mutual-aid';
import { ID_PATTERN } from '@libs/national-platform';

test.each([
  ['0.00', 0n],
  ['0.01', 1n],
  ['0.10', 10n],
  ['1.00', 100n],
  ['12.30', 1230n],
  ['90071992547409.93', 9007199254740993n],
  ['9999999999999.99', LARGEST_FEN],
])('%s yuan is %s fen, and back', (yuan, amount) => {
  expect(yuanToFen(yuan)).toBe(amount);
  expect(fenToYuan(fen(amount))).toBe(yuan);
});

test.each([
  [-1n, '-0.01'],
  [-100n, '-1.00'],
  [-12345n, '-123.45'],
])('clearing amounts may be negative: %s fen', (amount, yuan) => {
  expect(fenToYuan(fen(amount))).toBe(yuan);
});

test.each(['1', '1.0', '1.000', '.00', '1,00', 'abc', '', 'x.yz'])('%j is no amount and throws', (text) => {
  expect(() => yuanToFen(text)).toThrow();
});

test.each([
  ['0.00', true],
  ['9999999999999.99', true],
  ['10000000000000.00', false],
  ['99999999999999999.00', false],
  ['1.000', false],
  ['1.0', false],
  ['1', false],
  ['01.00', false],
  ['00.00', false],
  ['-1.00', false],
  ['+1.00', false],
  ['1,000.00', false],
  [' 1.00', false],
  ['1.00 ', false],
  ['1.00\n', false],
  ['1e2', false],
  ['１.００', false],
  ['.50', false],
  ['', false],
])('Conventions: %j as an amount of the wire', (text, fits) => {
  expect(new RegExp(AMOUNT_PATTERN).test(text)).toBe(fits);
});

test.each([
  ['4401002026', true],
  ['aZ_-9', true],
  ['x'.repeat(40), true],
  ['x'.repeat(41), false],
  ['', false],
  ['a b', false],
  ['a.b', false],
  ['编号', false],
  ['a\n', false],
])('Conventions: %j as an id', (text, fits) => {
  expect(new RegExp(ID_PATTERN).test(text)).toBe(fits);
});
