import { spanOfPeriod, type Role } from '@libs/mutual-aid';
import { textList } from '../sql-text';

/** A row as one text, its fields apart by tabs; null is empty. It is the fastest way out of the database (stack-notes). */
function asLine(...columns: readonly string[]): string {
  return `CONCAT_WS('\\t',${columns.map((column) => `IFNULL(${column},'')`).join(',')})`;
}

const APPLIED = [
  'use_id',
  'line_no',
  'orig_use_id',
  'mulaid_rel_id',
  'mulaid_lmt_id',
  'amt',
  'use_time',
  'upload_time',
];

/** What was applied for a day: use_id line_no orig_use_id mulaid_rel_id mulaid_lmt_id amt use_time upload_time. */
export function appliedOfDay(day: number): string {
  return `SELECT ${asLine(...APPLIED)} FROM applied_line FORCE INDEX (day) WHERE day = ${day}`;
}

/** What was applied for later days: orig_use_id mulaid_lmt_id amt. */
export function appliedLater(day: number): string {
  return `SELECT ${asLine('orig_use_id', 'mulaid_lmt_id', 'amt')} FROM applied_line FORCE INDEX (day) WHERE day > ${day}`;
}

/** Relationships given here: mulaid_rel_id donor_psn_no. */
export function relationshipsGiven(): string {
  return `SELECT ${asLine('mulaid_rel_id', 'donor_psn_no')} FROM relationship WHERE role = 'donor'`;
}

/** All limits, given and received: mulaid_lmt_id mulaid_rel_id state lmt_amt used_amt used_cnt set_time. */
export function allLimits(): string {
  const columns = ['mulaid_lmt_id', 'mulaid_rel_id', 'state', 'lmt_amt', 'used_amt', 'used_cnt', 'set_time'];
  return `SELECT ${asLine(...columns)} FROM mulaid_limit`;
}

/** Relationships given here that are PENDING: mulaid_rel_id. */
export function pendingRelationships(): string {
  return "SELECT mulaid_rel_id FROM relationship FORCE INDEX (open) WHERE open_since IS NOT NULL AND role = 'donor' AND state = 'PENDING'";
}

/** Limits given here that are PENDING: mulaid_lmt_id mulaid_rel_id. */
export function pendingLimits(): string {
  return (
    `SELECT ${asLine('l.mulaid_lmt_id', 'l.mulaid_rel_id')} FROM mulaid_limit l JOIN relationship r USING (mulaid_rel_id) ` +
    "WHERE l.state = 'PENDING' AND r.role = 'donor'"
  );
}

/**
 * What differences of rows of earlier days explain of their limits: mulaid_lmt_id gap_amt gap_cnt kind. One whose row has
 * been applied since explains nothing any more.
 */
export function earlierGaps(day: number): string {
  return (
    `SELECT ${asLine('d.mulaid_lmt_id', 'd.gap_amt', 'd.gap_cnt', 'd.kind')} FROM discrepancy d LEFT JOIN applied_line a ` +
    'ON a.use_id = d.use_id AND a.line_no = d.line_no AND a.day = d.day ' +
    `WHERE d.day < ${day} AND d.role = 'donor' AND d.use_id <> '' AND d.status <> 'MENDED' AND NOT ` +
    "(d.kind IN ('UNKNOWN_LIMIT', 'AMOUNT_DIFFERS', 'MISSING_HERE', 'OVER_LIMIT') AND a.use_id IS NOT NULL " +
    'AND a.amt = d.amt_there AND a.mulaid_lmt_id = d.mulaid_lmt_id)'
  );
}

/** What people have closed of a day and role: kind use_id line_no mulaid_lmt_id copy amt_here amt_there. */
export function closedDiscrepancies(day: number, role: Role): string {
  const columns = ['kind', 'use_id', 'line_no', 'mulaid_lmt_id', 'copy', 'amt_here', 'amt_there'];
  return (
    `SELECT ${asLine(...columns)} FROM discrepancy FORCE INDEX (difference) ` +
    `WHERE day = ${day} AND role = '${role}' AND status = 'CLOSED'`
  );
}

const OWN = [
  'l.use_id',
  'l.line_no',
  'l.orig_use_id',
  'l.mulaid_rel_id',
  'l.mulaid_lmt_id',
  'l.amt',
  'l.use_time',
  'u.upload_time',
  'u.record_key',
  'l.seq',
  'u.seq',
  'u.state',
];
const OF_USAGE = "u.infno IN ('M411', 'M412')";

/**
 * Own lines whose upload was answered for a day (R24): use_id line_no orig_use_id mulaid_rel_id mulaid_lmt_id amt use_time
 * upload_time psn_no, the place of the line and of the upload in the order of recording, the upload's state.
 */
export function ownLinesOfDay(day: number): string {
  const { from, until } = spanOfPeriod(day);
  return (
    `SELECT ${asLine(...OWN)} FROM upload u FORCE INDEX (received) STRAIGHT_JOIN usage_line l FORCE INDEX (PRIMARY) ` +
    `ON l.use_id = u.subject WHERE u.state = 'CONFIRMED' AND u.upload_time >= ${from} AND u.upload_time < ${until} AND ${OF_USAGE}`
  );
}

/** Own lines of usages and reversals, whatever was answered: columns as of ownLinesOfDay(). */
export function ownLinesOf(useIds: Iterable<string>): string {
  return (
    `SELECT ${asLine(...OWN)} FROM usage_line l FORCE INDEX (PRIMARY) STRAIGHT_JOIN upload u FORCE INDEX (subject) ` +
    `ON u.subject = l.use_id WHERE l.use_id IN (${textList(useIds)}) AND u.state <> 'REPLACED' AND ${OF_USAGE}`
  );
}
