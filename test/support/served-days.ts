import type { ServerResponse } from 'node:http';
import {
  limitText,
  served,
  stated,
  sumOf,
  usageText,
  yuan,
  type LimitRow,
  type ServedFile,
  type UsageRow,
} from './day-files';
import { giveJson, PlatformHttp, type AskedFor } from './platform-http';

const FILES_AT = '/mulaid/v1/usage-files';

/** A role of a day. */
export type DayRole = 'donor' | 'benef';

/** What a stranger serves of a day (§6). */
export interface ServedDay {
  readonly usage?: readonly UsageRow[];
  /** Without them limits are not compared. */
  readonly limits?: readonly LimitRow[];
  /** Files that a day of usage is cut into. */
  readonly files?: number;
  /** What the manifest says otherwise than it should. */
  readonly says?: object;
}

/** Serves the files of days by the interface page alone; of those it was not told of it has none yet. */
export class ServedDays {
  private readonly days = new Map<string, ServedDay>();
  private readonly files = new Map<string, ServedFile>();
  /** What a request for a file is answered instead, while it is set. */
  instead: ((file: ServedFile, response: ServerResponse) => void) | undefined;

  constructor(
    readonly http: PlatformHttp,
    private readonly province: string,
  ) {
    http.always = (asked, response) => this.answer(asked, response);
  }

  /** From now on this is the day. */
  serve(date: string, role: DayRole, day: ServedDay): void {
    this.days.set(`${date} ${role}`, day);
  }

  /** How often the manifest of a day was asked for. */
  asked(date: string, role: DayRole): number {
    return this.http.asked.filter(
      ({ path, query }) => path === FILES_AT && query.get('date') === date && query.get('role') === role,
    ).length;
  }

  private answer({ path, query, headers }: AskedFor, response: ServerResponse): void {
    if (path === '/mulaid/v1/relations') return giveJson(response, { items: [], next: '0' });
    if (path === FILES_AT) {
      const [date, role] = [query.get('date') ?? '', (query.get('role') ?? '') as DayRole];
      const day = this.days.get(`${date} ${role}`);
      return day === undefined ? giveJson(response, {}, 404) : giveJson(response, this.manifest(date, role, day));
    }
    const file = this.files.get(decodeURIComponent(path.slice(FILES_AT.length + 1)));
    if (file === undefined) return giveJson(response, {}, 404);
    if (this.instead !== undefined) return this.instead(file, response);
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? '0');
    const range = { 'content-range': `bytes ${from}-${file.gzip.length - 1}/${file.gzip.length}` };
    response.writeHead(from > 0 ? 206 : 200, from > 0 ? range : {}).end(file.gzip.subarray(from));
  }

  private manifest(date: string, role: DayRole, { usage = [], limits, files = 1, says }: ServedDay): object {
    const size = Math.max(1, Math.ceil(usage.length / files));
    const made: ServedFile[] = [];
    for (let from = 0; from < usage.length; from += size)
      made.push(served(`u-${date}-${role}-${from}.gz`, 'usage', usageText(usage.slice(from, from + size))));
    if (limits !== undefined) made.push(served(`l-${date}-${role}.gz`, 'limit', limitText(limits)));
    for (const file of made) this.files.set(file.name, file);
    const sums = { rows: usage.length, amt: yuan(sumOf(usage)) };
    return { date, role, prov: this.province, ...sums, files: made.map(stated), ...says };
  }
}
