/** The database's errors that quote what was to be stored: duplicate key, syntax, and values that do not fit. */
const QUOTING_ERRORS: ReadonlySet<unknown> = new Set([1062, 1064, 1292, 1366, 1367, 1411]);

/** An error in one sentence, for the log; without what the database quotes, which may be of a person. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as { errno?: unknown };
  return (QUOTING_ERRORS.has(errno) ? error.message.replace(/'.*'/s, "'…'") : error.message) || error.name;
}

/** What kind of error it is and where it was thrown, for the log: its text may hold what others wrote. */
export function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const places = error.stack?.split('\n').filter((line) => /^ {4}at /.test(line)) ?? [];
  return [error.name, ...places.slice(0, 5)].join('\n');
}
