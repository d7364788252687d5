const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `900s`, `15m`, `-36h` as ms; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(-?\d{1,9})(ms|s|m|h|d)$/.exec(text);
  const unit = UNITS[parts?.[2] ?? ''];
  return parts === null || unit === undefined ? undefined : Number(parts[1]) * unit;
}
