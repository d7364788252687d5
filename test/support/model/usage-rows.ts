import { fen, type StatedLine } from '@libs/mutual-aid';
import { holds } from './fault';
import { fenOf, type WireFigures, type WireList, type WireUsage, yuanOf } from './wire';
import type { PlatformRelationship } from './platform-relationship';

/** A usage or reversal line in the platform's books. */
export interface UsageRow {
  readonly useId: string;
  readonly originalUseId: string | undefined;
  readonly lineNo: number;
  readonly relationshipId: string;
  readonly limitId: string;
  /** fen */
  readonly amount: bigint;
  readonly useTime: string;
  /** The platform's time of receipt, ms UTC. */
  readonly uploadTime: number;
}

/** All usage that the platform has received, in order of receipt, by M411, M412 or M413. */
export class UsageRows {
  readonly rows: UsageRow[] = [];
  private readonly byKey = new Map<string, UsageRow>();

  /** M411 or M412: gives the time of receipt, which is that of an M413 where it came in one before (§6). */
  take(usage: WireUsage, now: number): number {
    const known = usage.lines.flatMap((line) => this.byKey.get(keyOf(usage.use_id, line.line_no)) ?? []);
    const uploadTime = Math.min(now, ...known.map((row) => row.uploadTime));
    for (const { line_no, mulaid_rel_id, mulaid_lmt_id, amt } of usage.lines) {
      this.add({
        useId: usage.use_id,
        originalUseId: usage.orig_use_id,
        lineNo: line_no,
        relationshipId: mulaid_rel_id,
        limitId: mulaid_lmt_id,
        amount: fenOf(amt),
        useTime: usage.use_time,
        uploadTime,
      });
    }
    return uploadTime;
  }

  /** A page of an M413 is taken over: what is not known yet is received now. */
  takePage({ mulaid_rel_id, lines }: WireList, now: number): void {
    for (const line of lines) {
      this.add({
        useId: line.use_id,
        originalUseId: line.orig_use_id,
        lineNo: line.line_no,
        relationshipId: mulaid_rel_id,
        limitId: line.mulaid_lmt_id,
        amount: fenOf(line.amt),
        useTime: line.use_time,
        uploadTime: now,
      });
    }
  }

  /** Whether a usage's line was received. */
  has(useId: string, lineNo: number): boolean {
    return this.byKey.has(keyOf(useId, lineNo));
  }

  ofRelationship(relationshipId: string): UsageRow[] {
    return this.rows.filter((row) => row.relationshipId === relationshipId);
  }

  /** What is used of a limit, and in how many rows: usages and reversals, each one (§4). */
  usedOf(limitId: string): { used: bigint; count: number } {
    const rows = this.rows.filter((row) => row.limitId === limitId);
    const used = rows.reduce((sum, row) => sum + (row.originalUseId === undefined ? row.amount : -row.amount), 0n);
    return { used, count: rows.length };
  }

  /** The figures that an M301 states (R27): of all limits that the donor region holds and that are not revoked. */
  figuresOf(held: PlatformRelationship): WireFigures[] {
    const counted = [...held.limits.values()].filter(
      (limit) => limit.donor.held === 'holds' && ['SETTING', 'EFFECTIVE', 'REVOKING'].includes(limit.state),
    );
    return counted.map(({ id, amount }) => {
      const { used, count } = this.usedOf(id);
      return { mulaid_lmt_id: id, lmt_amt: yuanOf(amount), used_amt: yuanOf(used), used_cnt: count };
    });
  }

  private add(row: UsageRow): void {
    const key = keyOf(row.useId, row.lineNo);
    const known = this.byKey.get(key);
    const shown = ({ originalUseId, relationshipId, limitId, amount }: UsageRow) =>
      [originalUseId, relationshipId, limitId, amount].join(' ');
    if (known !== undefined) return holds(shown(known) === shown(row), () => `${key}: another line than before`);
    this.byKey.set(key, row);
    this.rows.push(row);
  }
}

/** A row as it comes in a day's file or fetched, in the gateway's words. */
export function statedLine({ amount, useTime, ...row }: UsageRow): StatedLine {
  return { ...row, amount: fen(amount), useTime: Date.parse(useTime) };
}

function keyOf(useId: string, lineNo: number): string {
  return `${useId}/${lineNo}`;
}
