import type { Run } from '@libs/mutual-aid';
import { insertRows, text } from '../sql-text';

/** A difference that a run found (R25), as it is written; amounts in fen, times ms UTC. */
export interface FoundDifference {
  readonly kind: string;
  /** Empty where it is a limit's. */
  readonly useId: string;
  readonly lineNo: number;
  readonly limitId: string;
  /** The how manieth of that key. */
  readonly copy: number;
  readonly relationshipId: string | undefined;
  readonly originalUseId: string | undefined;
  readonly psnNo: string | undefined;
  readonly amountHere: bigint | undefined;
  readonly amountThere: bigint | undefined;
  /** What it explains of its limit, there less here. */
  readonly gapAmount: bigint;
  readonly gapCount: bigint;
  readonly useTime: number | undefined;
  readonly uploadTime: number | undefined;
  readonly file: string | undefined;
  readonly fileLine: number | undefined;
}

type OfRun = Pick<Run, 'day' | 'role' | 'runNo'>;

const KEY = 'day,role,kind,use_id,line_no,mulaid_lmt_id,copy';
const FACTS =
  'mulaid_rel_id,orig_use_id,psn_no,amt_here,amt_there,gap_amt,gap_cnt,use_time,upload_time,file,file_line,last_run';

/** Whoever wrote differences of this run before and was killed may have found others: they are no longer of its list. */
export function forgetDifferences({ day, role, runNo }: OfRun): string {
  return (
    `UPDATE discrepancy FORCE INDEX (of_run) SET last_run = ${runNo - 1} ` +
    `WHERE day = ${day} AND role = '${role}' AND last_run = ${runNo};`
  );
}

/**
 * Writes what a run found. The same difference keeps its id: CLOSED with the same figures it stays so, with others it is
 * OPEN again, as a MENDED one is; a PROPOSED one stays.
 */
export function keepDifferences({ day, role, runNo }: OfRun, found: readonly FoundDifference[]): string {
  const facts = FACTS.split(',').map((column) => `${column}=VALUES(${column})`);
  return insertRows(
    `discrepancy (${KEY},${FACTS},first_run,status)`,
    found,
    (each) =>
      `${day},'${role}',${text(each.kind)},${text(each.useId)},${each.lineNo},${text(each.limitId)},${each.copy},` +
      `${text(each.relationshipId)},${text(each.originalUseId)},${text(each.psnNo)},` +
      `${each.amountHere ?? 'NULL'},${each.amountThere ?? 'NULL'},${each.gapAmount},${each.gapCount},` +
      `${each.useTime ?? 'NULL'},${each.uploadTime ?? 'NULL'},${text(each.file)},${each.fileLine ?? 'NULL'},` +
      `${runNo},${runNo},'OPEN'`,
    " ON DUPLICATE KEY UPDATE status=IF(status = 'PROPOSED' OR (status = 'CLOSED' AND amt_here <=> VALUES(amt_here) " +
      `AND amt_there <=> VALUES(amt_there)),status,'OPEN'),${facts.join(',')}`,
  );
}

/** What a run did not find any more has mended itself. */
export function mendUnfound({ day, role, runNo }: OfRun): string {
  return (
    `UPDATE discrepancy FORCE INDEX (of_run) SET status = 'MENDED' WHERE day = ${day} AND role = '${role}' ` +
    `AND last_run < ${runNo} AND status IN ('OPEN', 'PROPOSED');`
  );
}

/** Rows of days up to this one that could not be applied and are applied by now: nothing of them is open any more. */
export function mendApplied(day: number): string {
  return (
    `UPDATE discrepancy d JOIN applied_line a ON a.use_id = d.use_id AND a.line_no = d.line_no AND a.day = d.day ` +
    `SET d.status = 'MENDED' WHERE d.role = 'donor' AND d.day < ${day} AND d.status <> 'MENDED' AND d.use_id <> '' ` +
    `AND a.amt = d.amt_there AND a.mulaid_lmt_id = d.mulaid_lmt_id ` +
    `AND d.kind IN ('UNKNOWN_LIMIT', 'AMOUNT_DIFFERS', 'MISSING_HERE', 'OVER_LIMIT');`
  );
}
