import { spanOfPeriod } from '@libs/mutual-aid';
import type { Books } from '../books';
import type { PlatformClock } from '../platform-clock';
import type { UsageBooks } from '../usage-books';
import type { DayOf } from './columns';
import { limitRows, usageRows } from './day-rows';
import { edited, type Edit } from './edits';
import { packDay, type PackedDay } from './pack-day';
import type { Manifest, SpoilName } from './spoils';

/** The most rows of a file (§6). */
const MOST_ROWS = 500_000;
/** So many manifests' files can still be downloaded; a province asks for a manifest before each run. */
const KEPT = 64;

/** A day whose files are wrong, so many times yet. */
interface SpoiledDay extends DayOf {
  readonly how: SpoilName | 'not-ready';
  times: number;
}

/** The usage and limit files of each day, made of the books whenever the manifest is asked for (§6). */
export class DailyFiles {
  mostRows = MOST_ROWS;
  edits: readonly Edit[] = [];
  private spoiled: SpoiledDay[] = [];
  private readonly made: PackedDay[] = [];

  constructor(
    private readonly books: Books,
    private readonly usage: UsageBooks,
    private readonly clock: PlatformClock,
  ) {}

  /** A day's files are wrong the next so many times that the manifest is asked for. */
  spoil(of: DayOf, how: SpoilName | 'not-ready', times: number): void {
    this.spoiled.push({ ...of, how, times });
  }

  /** All days' files are right again, edits apart. */
  unspoil(): void {
    this.spoiled = [];
  }

  /** What the manifest says now; undefined until the day is over on the platform's clock. */
  manifest(of: DayOf): Manifest | undefined {
    if (this.clock.now() < spanOfPeriod(of.day).until) return undefined;
    const how = this.nextSpoil(of);
    if (how === 'not-ready') return undefined;
    const { usage, limit } = this.rowsOf(of);
    const packed = packDay(of, { usage: usage.rows, limit: limit.rows }, this.mostRows, how);
    this.made.push(packed);
    if (this.made.length > KEPT) this.made.shift();
    return packed.manifest;
  }

  /** The bytes of a file as the newest manifest that named it sends them; undefined where it is none of that province's. */
  file(province: string, name: string): Buffer | undefined {
    return this.made
      .filter(({ manifest }) => manifest.prov === province)
      .findLast(({ files }) => files.has(name))
      ?.files.get(name);
  }

  /** How many rows each edit concerns by now. */
  hits(): number[] {
    return this.edits.map((edit) => {
      const { kind } = edit;
      const own = this.edits.filter((each) => isSameDay(each, edit) && each.kind === kind);
      return this.rowsOf(edit)[kind].hits[own.indexOf(edit)] ?? 0;
    });
  }

  private rowsOf(of: DayOf) {
    const edits = this.edits.filter((each) => isSameDay(each, of));
    const editsOf = (kind: Edit['kind']): Edit[] => edits.filter((each) => each.kind === kind);
    const limits = of.role === 'donor' ? limitRows(this.books, this.usage, of) : [];
    return { usage: edited(usageRows(this.usage, of), editsOf('usage')), limit: edited(limits, editsOf('limit')) };
  }

  private nextSpoil(of: DayOf): SpoiledDay['how'] | undefined {
    const next = this.spoiled.find((each) => isSameDay(each, of) && each.times > 0);
    if (next) next.times--;
    return next?.how;
  }
}

function isSameDay(one: DayOf, other: DayOf): boolean {
  return one.province === other.province && one.day === other.day && one.role === other.role;
}
