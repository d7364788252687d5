import {
  applyLine,
  applyTogether,
  judgeLine,
  type Changes,
  type GivenLimit,
  type LineDiscrepancy,
  type StatedLine,
} from '@libs/mutual-aid';
import { unappliedKey } from '@libs/province-store';
import { applyChanges } from '../../files/apply-changes';
import type { FileSet } from '../../files/file-set';
import type { LineBecame } from '../outcome';
import { donorOf, isOwnKnown, namedBy } from './line-files';
import type { Unapplied } from './unapplied';

/**
 * The trying of lines (R23): each in its turn, and what waits of its limit again after each that was applied, until
 * nothing of it can be. Whatever the order in which the same lines come, as much is applied in the end.
 */
export class LineTrial {
  /** By unappliedKey. */
  private readonly results = new Map<string, LineBecame>();
  private readonly waitedLines: StatedLine[] = [];
  /** Whether something has to be read before what became of the lines counts. */
  lacksFiles = false;
  /** Whatever awaits these was not tried again yet. */
  private readonly justApplied: StatedLine[] = [];

  constructor(
    private readonly files: FileSet,
    private readonly unapplied: Unapplied,
    private readonly named: { readonly psnNo: string; readonly now: number },
  ) {}

  /** Tries a line, and then what waits of its limit and may find its place now, until nothing does. */
  take(line: StatedLine): void {
    if (!this.isApplied(line)) return;
    for (let next = this.justApplied.pop(); next !== undefined; next = this.justApplied.pop())
      for (const each of this.unapplied.awaiting(next)) this.isApplied(each);
  }

  /** What became of lines, in their order. */
  became(lines: readonly StatedLine[]): LineBecame[] {
    const seen = new Set<string>();
    return lines.map((line) => {
      const key = unappliedKey(line);
      const became = this.results.get(key) ?? 'applied already';
      const isRepeat = seen.has(key);
      seen.add(key);
      return isRepeat && became === 'applied' ? 'applied already' : became;
    });
  }

  /** The lines that had waited and are applied now, but for these. */
  waited(lines: readonly StatedLine[]): StatedLine[] {
    const own = new Set(lines.map(unappliedKey));
    return this.waitedLines.filter((line) => !own.has(unappliedKey(line)));
  }

  private isApplied(line: StatedLine): boolean {
    const verdict = judgeLine(line, namedBy(this.files, line));
    if (verdict === 'fits') return this.apply(line);
    if (!isOwnKnown(this.files, line)) {
      this.lacksFiles = true;
      return false;
    }
    if (verdict === 'applied already') return this.note(line, verdict);
    const partner = isOpen(verdict) ? this.unapplied.partnerOf(line) : undefined;
    if (partner !== undefined) return this.applyBoth(line, partner);
    const unlike = verdict.kind === 'MISSING_HERE' ? this.unapplied.unlikeUsageOf(line) : undefined;
    return this.note(line, unlike === undefined ? verdict : { kind: 'AMOUNT_DIFFERS', amountHere: unlike.amount });
  }

  private apply(line: StatedLine): true {
    this.carryOut(line, applyLine(this.given(line), line));
    this.record(line);
    this.justApplied.push(line);
    return true;
  }

  private applyBoth(line: StatedLine, partner: StatedLine): true {
    const [usage, reversal] = line.originalUseId === undefined ? [line, partner] : [partner, line];
    this.carryOut(reversal, applyTogether(this.given(usage)));
    this.record(usage);
    this.record(reversal);
    // What remains is the same as before: no other usage finds its place.
    this.justApplied.push(usage);
    return true;
  }

  private carryOut({ useId, originalUseId }: StatedLine, changes: Changes): void {
    const cause = originalUseId === undefined ? 'APPLIED' : 'RESTORED';
    applyChanges(this.files, changes, { cause, ref: useId, at: this.named.now });
  }

  private record(line: StatedLine): void {
    const { applied } = this.files.shelf;
    const { undone } = namedBy(this.files, line);
    applied.put(line);
    if (undone !== undefined) applied.put({ ...undone, reversedBy: line.useId });
    this.unapplied.drop(line);
    this.results.set(unappliedKey(line), 'applied');
    this.waitedLines.push(line);
  }

  private note(line: StatedLine, became: LineBecame): false {
    const key = unappliedKey(line);
    if (this.results.get(key) !== 'applied') this.results.set(key, became);
    const { known } = namedBy(this.files, line);
    // What is applied under its id stays for ever, and this row never can be.
    if (known !== undefined || typeof became === 'string') this.unapplied.drop(line);
    else this.unapplied.keep(line, donorOf(this.files, line) ?? this.named.psnNo, became);
    return false;
  }

  private given(line: StatedLine): GivenLimit {
    const { relationship, limit } = namedBy(this.files, line);
    const donor = relationship && this.files.shelf.person.find(relationship.donor.psnNo);
    if (relationship === undefined || limit === undefined || donor === undefined)
      throw new Error(`line ${line.lineNo} of ${line.useId} fits nothing that was read`);
    return { donor, relationship, limit };
  }
}

/** Whether the line lacks only what its partner brings: a usage has no room, a reversal no usage. */
function isOpen({ kind }: LineDiscrepancy): boolean {
  return kind === 'OVER_LIMIT' || kind === 'MISSING_HERE';
}
