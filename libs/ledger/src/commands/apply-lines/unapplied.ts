import { reverses, type LineDiscrepancy, type StatedLine } from '@libs/mutual-aid';
import { unappliedKey, type UnappliedLine } from '@libs/province-store';
import type { FileSet } from '../../files/file-set';

/** The lines that wait to be applied, while a command tries them. */
export class Unapplied {
  private readonly lines = new Map<string, StatedLine>();

  constructor(
    private readonly files: FileSet,
    waiting: readonly UnappliedLine[],
  ) {
    for (const { line } of waiting) this.lines.set(unappliedKey(line), line);
  }

  /** All of them, or those of a limit, in the order of receipt. */
  of(limitId?: string): StatedLine[] {
    const all = [...this.lines.values()];
    return limitId === undefined ? all : all.filter((each) => each.limitId === limitId);
  }

  /** The usage of a reversal, or the reversal of a usage, that waits too and is like it (R23). */
  partnerOf(line: StatedLine): StatedLine | undefined {
    const isReversal = line.originalUseId !== undefined;
    return this.of().find((each) => (isReversal ? reverses(line, each) : reverses(each, line)));
  }

  /** The usage's line that a reversal names and is unlike. */
  unlikeUsageOf({ originalUseId, lineNo }: StatedLine): StatedLine | undefined {
    if (originalUseId === undefined) return undefined;
    const usage = this.of().find((each) => each.useId === originalUseId && each.lineNo === lineNo);
    return usage?.originalUseId === undefined ? usage : undefined;
  }

  /** Keeps a line that is to be tried again, for a donor. */
  keep(line: StatedLine, psnNo: string, { kind }: LineDiscrepancy): void {
    const key = unappliedKey(line);
    this.lines.set(key, line);
    const known = this.files.shelf.unapplied.find(key);
    const isSame = known?.kind === kind && known.psnNo === psnNo && (known.line === line || areSame(known.line, line));
    if (!isSame) this.files.shelf.unapplied.put({ line, psnNo, kind });
  }

  /** Lets go of a line that was applied, or never can be. */
  drop(line: StatedLine): void {
    const key = unappliedKey(line);
    this.lines.delete(key);
    if (this.files.shelf.unapplied.find(key) !== undefined) this.files.shelf.unapplied.remove(key);
  }
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
