import { dayOfLine, fen, remaining, type Limit, type Relationship, type StatedLine } from '@libs/mutual-aid';
import { lineKey } from '@libs/province-store';
import type { LinesApplied } from '../../libs/ledger/src/commands/outcome';
import { MemoryProvince } from './memory-province';
import { DONOR, NOON, recorded, recordedLimit, registered, UNCAPPED, UPLOADS } from './pure-people';

const OPENING = 100_000n;
/** Two limits of one relationship and one of another, 100.00 each. */
export const LIMITS = [
  { limitId: 'L1', relationshipId: 'R1' },
  { limitId: 'L2', relationshipId: 'R1' },
  { limitId: 'L3', relationshipId: 'R2' },
] as const;

/** A line of `amount` fen, received `at` ms after noon. */
export function line(useId: string, amount: number, change: Partial<StatedLine> & { at?: number } = {}): StatedLine {
  const { at = 0, ...rest } = change;
  const time = NOON + at;
  return { useId, lineNo: 1, ...LIMITS[0], amount: fen(BigInt(amount)), useTime: time, uploadTime: time, ...rest };
}

/** The reversal of a line, under its own use id. */
export function reversalOf(usage: StatedLine, useId: string, at = 0): StatedLine {
  return { ...usage, useId, originalUseId: usage.useId, uploadTime: usage.uploadTime + at };
}

/** A donor region in maps, whose donor has given the limits. */
export class DonorProvince {
  readonly province = new MemoryProvince();

  constructor(relationship: Partial<Relationship> = {}, limit: Partial<Limit> = {}) {
    const { persons, relationships, limits } = this.province;
    for (const { limitId, relationshipId } of LIMITS) {
      relationships.set(relationshipId, { ...recorded('donor', 'EFFECTIVE', relationshipId), ...relationship });
      limits.set(limitId, recordedLimit('100.00', { limitId, relationshipId, ...limit }));
    }
    const frozen = [...limits.values()].reduce((sum, each) => sum + remaining(each), 0n);
    persons.set(DONOR.psnNo, registered(DONOR, (Number(OPENING) / 100).toFixed(2), (Number(frozen) / 100).toFixed(2)));
  }

  /** Submits commands in one batch, each the lines of the donor; gives what became of each line. */
  apply(...commands: readonly (readonly StatedLine[])[]): LinesApplied[] {
    const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 1, uploads: UPLOADS };
    const batch = commands.map((lines) => ({ kind: 'apply-lines', psnNo: DONOR.psnNo, lines }) as const);
    const { outcomes } = this.province.run(batch, context);
    return outcomes as LinesApplied[];
  }

  /** The same as words: `applied`, `applied already` or the kind of its discrepancy. */
  words(...lines: readonly StatedLine[]): string[] {
    return this.apply(lines)[0]?.became.map((each) => (typeof each === 'string' ? each : each.kind)) ?? [];
  }

  /** What M302 does to every limit: what is left is the donor's again (R29). */
  close(): void {
    const { limits, persons } = this.province;
    for (const limit of limits.values())
      limits.set(limit.limitId, { ...limit, state: 'CLOSED', returned: fen(limit.amount - limit.used) });
    const donor = this.donor;
    persons.set(DONOR.psnNo, { ...donor, account: { ...this.account, frozen: fen(0n) } });
  }

  get donor() {
    const donor = this.province.persons.get(DONOR.psnNo);
    if (donor === undefined) throw new Error('the donor is gone');
    return donor;
  }

  get account() {
    const { account } = this.donor;
    if (account === undefined) throw new Error('the account is gone');
    return account;
  }

  /** The books: each limit's figures, the account, what was applied and what waits. */
  get books(): object {
    const { limits, appliedLines, unappliedLines } = this.province;
    const { balance, frozen } = this.account;
    const figures = [...limits.values()].map(({ limitId, used, usedCount, returned }) => [
      limitId,
      used,
      usedCount,
      returned,
    ]);
    return { balance, frozen, figures, applied: [...appliedLines.keys()].sort(), waiting: [...unappliedLines.keys()] };
  }

  /** R31: what does not hold; nothing where all does. */
  get violations(): string[] {
    const { limits, appliedLines, unappliedLines } = this.province;
    const found: string[] = [];
    const check = (what: string, holds: boolean) => void (holds || found.push(what));
    let [used, frozen] = [0n, 0n];
    for (const limit of limits.values()) {
      const lines = [...appliedLines.values()].filter((each) => each.limitId === limit.limitId);
      const sum = lines.reduce((total, each) => (each.originalUseId ? total - each.amount : total + each.amount), 0n);
      check(`${limit.limitId}: used ${limit.used}, its lines ${sum}`, limit.used === sum);
      check(`${limit.limitId}: rows`, limit.usedCount === lines.length);
      check(`${limit.limitId} negative`, limit.used >= 0n && limit.returned >= 0n && remaining(limit) >= 0n);
      check(`${limit.limitId} closed`, limit.state !== 'CLOSED' || remaining(limit) === 0n);
      used += limit.used;
      if (limit.state !== 'CLOSED') frozen += remaining(limit);
    }
    const { account } = this;
    check(`balance ${account.balance}`, account.balance === OPENING - used && account.balance >= account.frozen);
    check(`frozen ${account.frozen}, left ${frozen}`, account.frozen === frozen);
    for (const { line: each, kind } of unappliedLines.values())
      check(`${lineKey(each)} waits as ${kind} and could be applied`, !this.couldBeApplied(each));
    return found;
  }

  /** Whether a line that waits has all it needs: room, its usage, or its other half. */
  private couldBeApplied(waiting: StatedLine): boolean {
    const { limits, appliedLines, unappliedLines } = this.province;
    const limit = limits.get(waiting.limitId);
    if (appliedLines.has(lineKey(waiting))) return true;
    if (limit?.relationshipId !== waiting.relationshipId) return false;
    const isHalf = (usage: StatedLine, reversal: StatedLine) =>
      usage.originalUseId === undefined &&
      reversal.originalUseId === usage.useId &&
      (['lineNo', 'limitId', 'relationshipId', 'amount'] as const).every((each) => usage[each] === reversal[each]);
    const others = [...unappliedLines.values()].map((each) => each.line);
    if (others.some((each) => isHalf(each, waiting) || isHalf(waiting, each))) return true;
    if (waiting.originalUseId === undefined) return waiting.amount <= remaining(limit);
    return [...appliedLines.values()].some((each) => isHalf(each, waiting) && each.reversedBy === undefined);
  }
}

/** The day after a line's, ms. */
export const A_DAY = 86_400_000;

/** The days that lines count for. */
export function daysOf(lines: readonly StatedLine[]): Set<number> {
  return new Set(lines.map(dayOfLine));
}
