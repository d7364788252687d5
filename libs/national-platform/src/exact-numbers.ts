/** Marks the text of a number; nobody writes it in a text. */
const MARK = '\u0000';
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;
/** Digits that a number surely keeps. */
const KEPT_DIGITS = 15;
/** One that may have more: texts of digits, such as every msgid, stand behind a quotation mark. */
const LONG = new RegExp(`(?:^|[:,[\\s])-?(?:[0-9][0-9.]{${KEPT_DIGITS}}|[0-9][0-9.]*[eE])`);

/**
 * JSON in which every number that a double may not hold is its text instead: 9007199254740993 and …992 are two contents,
 * and 1e999 is not null. `json` is right already.
 */
export function withExactNumbers(json: string): string {
  if (!LONG.test(json)) return json;
  return json.replace(TOKENS, (token) =>
    token.startsWith('"') || isExact(token) ? token : JSON.stringify(MARK + token),
  );
}

const MARKED = /"\\u0000(-?[0-9.eE+-]+)"/g;

/** JSON of what was parsed from such a text, its numbers as they were sent. */
export function withNumbersAsSent(json: string): string {
  return json.replace(MARKED, '$1');
}

function isExact(token: string): boolean {
  if (/[eE]/.test(token)) return Number.isFinite(Number(token)) && digitsOf(token.replace(/[eE].*/, '')) <= KEPT_DIGITS;
  return digitsOf(token) <= KEPT_DIGITS || Number.isSafeInteger(Number(token));
}

function digitsOf(token: string): number {
  return token.replace(/[-.]/g, '').length;
}
