import { dayOfLine, type LineDiscrepancyKind, type StatedLine } from '@libs/mutual-aid';
import { insertRows, text, textList, textOf, type SqlRow } from '../sql-text';
import { LINE_COLUMNS, lineKey, lineValues, statedLineOf } from './applied-line-rows';

/** A line that could not be applied yet and is tried again (R23). */
export interface UnappliedLine {
  readonly line: StatedLine;
  /** The donor, where the relationship is known here; else whom its sender named. */
  readonly psnNo: string;
  /** Why, when it was last tried. */
  readonly kind: LineDiscrepancyKind;
}

const COLUMNS = `${LINE_COLUMNS},psn_no,kind`;

/** A line and the day it counts for, as one key: on another day the same line is another row. */
export function unappliedKey(line: StatedLine): string {
  return `${lineKey(line)} ${dayOfLine(line)}`;
}

/** What waits to be applied to donors' accounts, in the order of receipt. */
export function selectUnappliedLines(psnNos: Iterable<string>): string {
  return (
    `SELECT ${COLUMNS} FROM unapplied_line FORCE INDEX (donor) WHERE psn_no IN (${textList(psnNos)}) ` +
    `ORDER BY day,seq;`
  );
}

/** A row of unapplied_line. */
export function unappliedLineOf(row: SqlRow): UnappliedLine {
  return { line: statedLineOf(row), psnNo: textOf(row[9]), kind: row[10] as LineDiscrepancyKind };
}

/** Lines that are to be tried again; one that another transaction wrote meanwhile is written over. */
export function upsertUnappliedLines(lines: readonly UnappliedLine[]): string {
  return insertRows(
    `unapplied_line (${COLUMNS})`,
    lines,
    ({ line, psnNo, kind }) => `${lineValues(line)},${text(psnNo)},'${kind}'`,
    ' ON DUPLICATE KEY UPDATE orig_use_id=VALUES(orig_use_id),mulaid_rel_id=VALUES(mulaid_rel_id),' +
      'mulaid_lmt_id=VALUES(mulaid_lmt_id),amt=VALUES(amt),use_time=VALUES(use_time),upload_time=VALUES(upload_time),' +
      'psn_no=VALUES(psn_no),kind=VALUES(kind)',
  );
}

/** Takes out lines that were applied, by unappliedKey. */
export function deleteUnappliedLines(keys: readonly string[]): string {
  const list = keys.map((key) => {
    const [useId = '', lineNo = '', day = ''] = key.split(' ');
    return `(${text(useId)},${Number(lineNo)},${Number(day)})`;
  });
  return `DELETE FROM unapplied_line WHERE (use_id,line_no,day) IN (${list.join(',')});`;
}
