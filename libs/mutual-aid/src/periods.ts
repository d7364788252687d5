/** Calendar periods in UTC+8 (running-it.md): a day 20261124, a month 202611, a year 2026. */
export interface Periods {
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

const UTC8 = 8 * 3_600_000;
const DAY = 86_400_000;
const KNOWN_DAYS = 64;
const known = new Map<number, Periods>();

/** The day, month and year that an instant (ms UTC) lies in, by the calendar of UTC+8. */
export function periodsOf(instant: number): Periods {
  const dayNumber = Math.floor((instant + UTC8) / DAY);
  const cached = known.get(dayNumber);
  if (cached) return cached;
  const date = new Date(dayNumber * DAY);
  const year = date.getUTCFullYear();
  const month = year * 100 + date.getUTCMonth() + 1;
  const periods = { day: month * 100 + date.getUTCDate(), month, year };
  if (known.size >= KNOWN_DAYS) known.clear();
  known.set(dayNumber, periods);
  return periods;
}

/** The instants [from, until) in ms UTC of a period, be it a day, a month or a year. */
export function spanOfPeriod(period: number): { from: number; until: number } {
  const text = String(period);
  const year = Number(text.slice(0, -4) || text);
  if (text.length <= 4) return span([period, 0, 1], [period + 1, 0, 1]);
  if (text.length <= 6) {
    const wholeYear = Math.floor(period / 100);
    const month = (period % 100) - 1;
    return span([wholeYear, month, 1], [wholeYear, month + 1, 1]);
  }
  const month = (Math.floor(period / 100) % 100) - 1;
  const day = period % 100;
  return span([year, month, day], [year, month, day + 1]);
}

/** A date of China; the month is counted from 0, and what is past the end of a month is in the next. */
type ChinaDate = readonly [year: number, month: number, day: number];

function span(from: ChinaDate, until: ChinaDate) {
  return { from: Date.UTC(...from) - UTC8, until: Date.UTC(...until) - UTC8 };
}

/** "Future" and "later than now" mean by more than five minutes, everywhere (R5). */
export function isFuture(instant: number, now: number): boolean {
  return instant > now + 300_000;
}
