import {
  contentHashOf,
  type ContentHash,
  type ListedLine,
  type Reversal,
  type Scene,
  type Usage,
  type UsageLine,
} from '@libs/mutual-aid';
import { hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';
import { fenOf } from './person-rows';

/** A usage as recorded: what was asked, what was paid, and its reversal where there is one. */
export interface UsageRow {
  readonly usage: Usage;
  /** Of the request, by which a repeat is known (R20). */
  readonly contentHash: ContentHash;
  /** ms UTC */
  readonly recordedAt: number;
  readonly reversal?: Reversal | undefined;
}

const COLUMNS =
  'use_id,setl_id,psn_no,content_hash,scene,med_type,fixmedins_code,use_time,pay_amt,acct_pay,acct_mulaid_pay,' +
  'psn_cash_pay,line_items,recorded_at,reversal_use_id,reversed_at,reversal_items';

/** Usages by their settlement ids. */
export function selectUsages(settlementIds: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM usage_record FORCE INDEX (setl_id) WHERE setl_id IN (${textList(settlementIds)});`;
}

/** A row of usage_record. */
export function usageOf(row: SqlRow): UsageRow {
  const [useId, settlementId, psnNo, hash, scene, medType, institution, useTime] = row;
  const paid = { accountPaid: fenOf(row[9]), walletPaid: fenOf(row[10]), cash: fenOf(row[11]) };
  const isReversed = row[14] !== null;
  const usage: Usage = {
    useId: textOf(useId),
    settlementId: textOf(settlementId),
    psnNo: textOf(psnNo),
    scene: scene as Scene,
    medType: optional(medType),
    institution: optional(institution),
    useTime: Number(useTime),
    payAmount: fenOf(row[8]),
    ...paid,
    lines: linesOf(textOf(row[12])),
    state: isReversed ? 'REVERSED' : 'PAID',
  };
  const reversal = isReversed
    ? {
        useId: textOf(row[14]),
        originalUseId: usage.useId,
        settlementId: usage.settlementId,
        useTime: Number(row[15]),
        ...paid,
        lines: linesOf(textOf(row[16])),
      }
    : undefined;
  return { usage, contentHash: contentHashOf(hexOf(hash)), recordedAt: Number(row[13]), reversal };
}

/** New usages; a settlement id or use id that is known fails with 1062. */
export function insertUsages(rows: readonly UsageRow[]): string {
  return insertRows(`usage_record (${COLUMNS})`, rows, usageValues);
}

/** Usages that were reversed. */
export function updateUsages(rows: readonly UsageRow[]): string {
  return insertRows(
    `usage_record (${COLUMNS})`,
    rows,
    usageValues,
    ' ON DUPLICATE KEY UPDATE reversal_use_id=VALUES(reversal_use_id),reversed_at=VALUES(reversed_at),' +
      'reversal_items=VALUES(reversal_items)',
  );
}

/** The lines of new usages and reversals, by which days are reconciled. */
export function insertUsageLines(paid: readonly (Usage | Reversal)[]): string {
  const lines = paid.flatMap((each) => each.lines.map((line) => ({ each, line })));
  return insertRows(
    'usage_line (use_id,line_no,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time)',
    lines,
    ({ each, line }) =>
      `${text(each.useId)},${line.lineNo},${text('originalUseId' in each ? each.originalUseId : undefined)},` +
      `${text(line.relationshipId)},${text(line.limitId)},${line.amount},${each.useTime}`,
  );
}

/** A line of a usage or reversal, as it was recorded for a relationship. */
export interface RecordedLine extends ListedLine {
  readonly relationshipId: string;
}

/** Every line of relationships, in the order of recording (R28). */
export function selectRecordedLines(relationshipIds: Iterable<string>): string {
  return (
    'SELECT mulaid_rel_id,use_id,orig_use_id,line_no,mulaid_lmt_id,amt,use_time FROM usage_line FORCE INDEX (recorded) ' +
    `WHERE mulaid_rel_id IN (${textList(relationshipIds)}) ORDER BY mulaid_rel_id,seq;`
  );
}

/** A row of selectRecordedLines. */
export function recordedLineOf(row: SqlRow): RecordedLine {
  return {
    relationshipId: textOf(row[0]),
    useId: textOf(row[1]),
    originalUseId: optional(row[2]),
    lineNo: Number(row[3]),
    limitId: textOf(row[4]),
    amount: fenOf(row[5]),
    useTime: Number(row[6]),
  };
}

function usageValues({ usage, contentHash, recordedAt, reversal }: UsageRow): string {
  return (
    `${text(usage.useId)},${text(usage.settlementId)},${text(usage.psnNo)},X'${contentHash}','${usage.scene}',` +
    `${text(usage.medType)},${text(usage.institution)},${usage.useTime},${usage.payAmount},${usage.accountPaid},` +
    `${usage.walletPaid},${usage.cash},${text(itemsOf(usage.lines))},${recordedAt},` +
    (reversal ? `${text(reversal.useId)},${reversal.useTime},${text(itemsOf(reversal.lines))}` : 'NULL,NULL,NULL')
  );
}

type Item = [lineNo: number, relationshipId: string, limitId: string, amount: string, balance: string];

function itemsOf(lines: readonly UsageLine[]): string {
  const items = lines.map((each): Item => [
    each.lineNo,
    each.relationshipId,
    each.limitId,
    `${each.amount}`,
    `${each.balanceAfter}`,
  ]);
  return JSON.stringify(items);
}

function linesOf(json: string): UsageLine[] {
  return (JSON.parse(json) as Item[]).map(([lineNo, relationshipId, limitId, amount, balance]) => ({
    lineNo,
    relationshipId,
    limitId,
    amount: fenOf(amount),
    balanceAfter: fenOf(balance),
  }));
}

function optional(value: SqlRow[number] | undefined): string | undefined {
  return value === null || value === undefined ? undefined : textOf(value);
}
