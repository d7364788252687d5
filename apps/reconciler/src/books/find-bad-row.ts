import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { parseTime } from '@libs/national-platform';
import { COLUMNS, type FileKind } from './columns';

/** DuckDB takes no longer lines, bytes; a row of the page has some 400 at most. */
export const LONGEST_LINE = 4096;
const LARGEST_INT = 2_147_483_647;

/** A row that cannot be read. */
export interface BadRow {
  /** From 0, among all of its kind. */
  readonly place: number;
  /** The column, and what is wrong; quotes nothing of the row. */
  readonly why: string;
}

/** The instants that `upload_time` has to lie in, ms UTC: [from, until). */
export interface DaySpan {
  readonly from: number;
  readonly until: number;
}

/**
 * The first row of a text that cannot be read. Slow: it is looked for where DuckDB has found that there is one, or does
 * not take the text, and DuckDB's own words would quote the row.
 */
export async function findBadRow(path: string, kind: FileKind, day: DaySpan): Promise<BadRow | undefined> {
  let place = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      const why = misfitOf(bytes.subarray(from, end), kind, day);
      if (why !== undefined) return { place, why };
      place++;
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LONGEST_LINE) return { place, why: `more than ${LONGEST_LINE} bytes` };
  }
  return undefined;
}

const PATTERNS = {
  usage: COLUMNS.usage.map(({ pattern }) => new RegExp(`^${pattern}$`)),
  limit: COLUMNS.limit.map(({ pattern }) => new RegExp(`^${pattern}$`)),
};

/** What is wrong with a line, without its end. */
function misfitOf(line: Buffer, kind: FileKind, day: DaySpan): string | undefined {
  if (line.length > LONGEST_LINE) return `more than ${LONGEST_LINE} bytes`;
  if (!isUtf8(line)) return 'not UTF-8';
  const fields = line.toString('utf8').split('\t');
  const columns = COLUMNS[kind];
  if (fields.length !== columns.length) return `${fields.length} columns instead of ${columns.length}`;
  for (const [index, field] of fields.entries()) {
    const name = columns[index]?.name ?? '';
    if (!PATTERNS[kind][index]?.test(field)) return `${name} is malformed`;
    if (/_(no|cnt)$/.test(name) && /^[0-9]+$/.test(field) && Number(field) > LARGEST_INT && !name.includes('psn'))
      return `${name} is too large`;
    if (!name.endsWith('_time')) continue;
    const instant = parseTime(field);
    if (instant === undefined) return `${name} is malformed`;
    if (name === 'upload_time' && (instant < day.from || instant >= day.until)) return `${name} is not of the day`;
  }
  return undefined;
}
