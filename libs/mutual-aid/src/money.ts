declare const fenBrand: unique symbol;

/** An amount of money in fen (分), a whole number; never a float (rules.md, Words). */
export type Fen = bigint & { readonly [fenBrand]: true };

/** Amounts as text: yuan with two decimals, never a JSON number (interface page, Conventions). */
export const AMOUNT_PATTERN = '^(0|[1-9][0-9]{0,12})\\.[0-9]{2}$';

/** The largest amount that fits the pattern, with its thirteen digits of yuan. */
export const LARGEST_FEN = 999_999_999_999_999n as Fen;

export const ZERO_FEN = 0n as Fen;

/** Brands a bigint that is known to be fen (a database column, a sum of fen). */
export function fen(value: bigint): Fen {
  return value as Fen;
}

/**
 * Reads yuan with two decimals, `12.30`, as fen. The text must already fit the page's pattern for amounts;
 * anything else throws, because a caller that skipped validation is a fault of this program.
 */
export function yuanToFen(yuan: string): Fen {
  const point = yuan.length - 3;
  if (point < 1 || yuan.charCodeAt(point) !== 46) throw new Error('an amount in yuan has two decimals');
  return BigInt(yuan.slice(0, point) + yuan.slice(point + 1)) as Fen;
}

/** Writes fen as yuan with two decimals; clearing amounts may be negative. */
export function fenToYuan(amount: Fen): string {
  const digits = amount < 0n ? (0n - amount).toString() : amount.toString();
  const padded = digits.length < 3 ? digits.padStart(3, '0') : digits;
  const point = padded.length - 2;
  return `${amount < 0n ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`;
}
