/** Times: `yyyy-MM-ddTHH:mm:ss.SSS` and `Z` or `±HH:mm` (Conventions); the days and hours must be real ones too. */
export const TIME_PATTERN =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}(?:Z|[+-][0-9]{2}:[0-9]{2})$';

const TIME = new RegExp(TIME_PATTERN);
const UTC8 = 8 * 3_600_000;
/** What is written with a year of four digits, in UTC+8 or, in the last eight hours of the year 9999, in UTC. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000+08:00');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const LATEST_IN_UTC8 = LATEST - UTC8;
const KNOWN_DAYS = 1000;
const days = new Map<string, number | undefined>();

/** Reads a time of the interface (Conventions) as ms UTC; undefined where the text is no such time. */
export function parseTime(text: string): number | undefined {
  if (!TIME.test(text)) return undefined;
  const midnight = midnightOf(text.slice(0, 10));
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (midnight === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = twoDigits(text, 20) * 10 + text.charCodeAt(22) - 48;
  let offset = 0;
  if (text.length > 24) {
    const [hours, minutes] = [twoDigits(text, 24), twoDigits(text, 27)];
    if (hours > 23 || minutes > 59) return undefined;
    offset = (hours * 60 + minutes) * 60_000 * (text[23] === '-' ? -1 : 1);
  }
  const instant = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offset;
  return instant >= EARLIEST && instant <= LATEST ? instant : undefined;
}

function twoDigits(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
}

// Most times of a day's messages share a handful of dates.
function midnightOf(date: string): number | undefined {
  if (days.has(date)) return days.get(date);
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  const isReal = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  if (days.size >= KNOWN_DAYS) days.clear();
  days.set(date, isReal ? moment.getTime() : undefined);
  return days.get(date);
}

let knownSecond = -1;
let knownText = '';
let knownDigitsOf = -1;
let knownDigits = '';

/** Writes ms UTC as the gateway does: `yyyy-MM-ddTHH:mm:ss.SSS+08:00`; with `Z` what would be of the year 10000 there. */
export function formatTime(instant: number): string {
  if (instant > LATEST_IN_UTC8) return new Date(instant).toISOString();
  const second = Math.floor(instant / 1000);
  if (second !== knownSecond) {
    knownSecond = second;
    knownText = new Date(second * 1000 + UTC8).toISOString().slice(0, 20);
  }
  return `${knownText}${String(instant - second * 1000).padStart(3, '0')}+08:00`;
}

/** The fourteen digits yyyyMMddHHmmss (UTC+8) of a msgid. */
export function msgidTime(instant: number): string {
  const text = formatTime(instant);
  if (knownDigitsOf !== knownSecond) knownDigits = text.slice(0, 19).replace(/[-T:]/g, '');
  knownDigitsOf = knownSecond;
  return knownDigits;
}
