import { dayOfLine, type AppliedLine, type StatedLine } from '@libs/mutual-aid';
import { insertRows, text, textOf, type SqlRow } from '../sql-text';
import { fenOf } from './person-rows';

/** What a line of the platform's is kept with, in every table that has such lines. */
export const LINE_COLUMNS = 'use_id,line_no,day,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time,upload_time';
/** The columns of a row of applied_line. */
export const APPLIED_COLUMNS = `${LINE_COLUMNS},reversed_by`;

/** A line by its use id and number, as one key. */
export function lineKey({ useId, lineNo }: Pick<StatedLine, 'useId' | 'lineNo'>): string {
  return `${useId} ${lineNo}`;
}

/** Applied lines by lineKey. */
export function selectAppliedLines(keys: readonly string[]): string {
  const list = keys.map((key) => `(${lineOfKey(key)})`).join(',');
  return `SELECT ${APPLIED_COLUMNS} FROM applied_line FORCE INDEX (PRIMARY) WHERE (use_id,line_no) IN (${list});`;
}

/** A row of applied_line. */
export function appliedLineOf(row: SqlRow): AppliedLine {
  return { ...statedLineOf(row), reversedBy: optional(row[9]) };
}

/** The columns of LINE_COLUMNS, which come first. */
export function statedLineOf(row: SqlRow): StatedLine {
  return {
    useId: textOf(row[0]),
    lineNo: Number(row[1]),
    originalUseId: optional(row[3]),
    relationshipId: textOf(row[4]),
    limitId: textOf(row[5]),
    amount: fenOf(row[6]),
    useTime: Number(row[7]),
    uploadTime: Number(row[8]),
  };
}

/** The values of LINE_COLUMNS. */
export function lineValues(line: StatedLine): string {
  return (
    `${text(line.useId)},${line.lineNo},${dayOfLine(line)},${text(line.originalUseId)},${text(line.relationshipId)},` +
    `${text(line.limitId)},${line.amount},${line.useTime},${line.uploadTime}`
  );
}

/** New lines; one that was applied already fails with 1062. */
export function insertAppliedLines(lines: readonly AppliedLine[]): string {
  return insertRows(`applied_line (${APPLIED_COLUMNS})`, lines, appliedValues);
}

/** Lines that were reversed. */
export function updateAppliedLines(lines: readonly AppliedLine[]): string {
  return insertRows(
    `applied_line (${APPLIED_COLUMNS})`,
    lines,
    appliedValues,
    ' ON DUPLICATE KEY UPDATE reversed_by=VALUES(reversed_by)',
  );
}

function appliedValues(line: AppliedLine): string {
  return `${lineValues(line)},${text(line.reversedBy)}`;
}

function lineOfKey(key: string): string {
  const [useId = '', lineNo = ''] = key.split(' ');
  return `${text(useId)},${Number(lineNo)}`;
}

function optional(value: SqlRow[number] | undefined): string | undefined {
  return value === null || value === undefined ? undefined : textOf(value);
}
