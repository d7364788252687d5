import { reverses, type LineDiscrepancy, type StatedLine } from '@libs/mutual-aid';
import { lineKey, unappliedKey, type UnappliedLine } from '@libs/province-store';
import type { FileSet } from '../../files/file-set';
import { LinesBy } from './lines-by';

/** The lines that wait to be applied, while a command tries them; a day may have thousands of one limit. */
export class Unapplied {
  private readonly all = new LinesBy(() => '');
  /** Usages by limit, which a reversal may make room for. */
  private readonly usages = new LinesBy(({ originalUseId, limitId }) =>
    originalUseId === undefined ? limitId : undefined,
  );
  private readonly byOwnKey = new LinesBy(lineKey);
  /** Reversals by the line that they reverse. */
  private readonly byUndone = new LinesBy(undoneKey);

  constructor(
    private readonly files: FileSet,
    waiting: readonly UnappliedLine[],
  ) {
    for (const { line } of waiting) this.put(line);
  }

  /** All of them, in the order of receipt. */
  get lines(): StatedLine[] {
    return this.all.of('');
  }

  /**
   * What may find its place because a line was applied, in the order of receipt: a usage's reversals; where it is a
   * reversal, the usages of its limit.
   */
  awaiting(line: StatedLine): StatedLine[] {
    return line.originalUseId === undefined ? this.byUndone.of(lineKey(line)) : this.usages.of(line.limitId);
  }

  /** The usage of a reversal, or the reversal of a usage, that waits too and is like it (R23). */
  partnerOf(line: StatedLine): StatedLine | undefined {
    const undone = undoneKey(line);
    if (undone !== undefined) return this.byOwnKey.of(undone).find((each) => reverses(line, each));
    return this.byUndone.of(lineKey(line)).find((each) => reverses(each, line));
  }

  /** The usage's line that a reversal names and is unlike. */
  unlikeUsageOf(line: StatedLine): StatedLine | undefined {
    const undone = undoneKey(line);
    if (undone === undefined) return undefined;
    const [usage] = this.byOwnKey.of(undone);
    return usage?.originalUseId === undefined ? usage : undefined;
  }

  /** Keeps a line that is to be tried again, for a donor. */
  keep(line: StatedLine, psnNo: string, { kind }: LineDiscrepancy): void {
    this.put(line);
    const known = this.files.shelf.unapplied.find(unappliedKey(line));
    const isSame = known?.kind === kind && known.psnNo === psnNo && (known.line === line || areSame(known.line, line));
    if (!isSame) this.files.shelf.unapplied.put({ line, psnNo, kind });
  }

  /** Lets go of a line that was applied, or never can be. */
  drop(line: StatedLine): void {
    const key = unappliedKey(line);
    for (const each of [this.all, this.usages, this.byOwnKey, this.byUndone]) each.drop(key);
    if (this.files.shelf.unapplied.find(key) !== undefined) this.files.shelf.unapplied.remove(key);
  }

  private put(line: StatedLine): void {
    for (const each of [this.all, this.usages, this.byOwnKey, this.byUndone]) each.put(unappliedKey(line), line);
  }
}

function undoneKey({ originalUseId, lineNo }: StatedLine): string | undefined {
  return originalUseId === undefined ? undefined : lineKey({ useId: originalUseId, lineNo });
}

function areSame(one: StatedLine, other: StatedLine): boolean {
  return (
    one.originalUseId === other.originalUseId &&
    one.relationshipId === other.relationshipId &&
    one.limitId === other.limitId &&
    one.amount === other.amount &&
    one.useTime === other.useTime &&
    one.uploadTime === other.uploadTime
  );
}
