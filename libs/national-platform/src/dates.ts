const DATE = /^[1-9]\d{3}-\d{2}-\d{2}$/;

/** Reads a date of the interface, `2026-06-01`, as periodsOf() numbers days; undefined where the text is no real date. */
export function parseDay(text: string): number | undefined {
  if (!DATE.test(text)) return undefined;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? year * 10_000 + month * 100 + day : undefined;
}

/** Writes a day, as periodsOf() numbers it, as the interface does. */
export function formatDay(day: number): string {
  const text = String(day);
  return `${text.slice(0, -4)}-${text.slice(-4, -2)}-${text.slice(-2)}`;
}
