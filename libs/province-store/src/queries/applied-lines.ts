import type { AppliedLine } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { APPLIED_COLUMNS, appliedLineOf } from '../rows/applied-line-rows';
import { text } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** A cursor of listAppliedLines. */
export const APPLIED_LINE_CURSOR = '^[0-9]{1,15}\\.[0-9A-Za-z_-]{1,40}\\.[0-9]{1,10}$';

/** Where the list goes on behind a line. */
export function appliedLineCursor({ uploadTime, useId, lineNo }: AppliedLine): string {
  return `${uploadTime}.${useId}.${lineNo}`;
}

/** The lines applied to the limits of a relationship, reversals too, in the order in which the platform received them. */
export async function listAppliedLines(
  source: DataSource,
  relationshipId: string,
  { limit, after }: PageAsked,
): Promise<ListPage<AppliedLine>> {
  const found = await rowsOf(
    source,
    `SELECT ${APPLIED_COLUMNS} FROM applied_line FORCE INDEX (relationship) ` +
      `WHERE mulaid_rel_id = ${text(relationshipId)} ${after === undefined ? '' : behind(after)}` +
      `ORDER BY upload_time, use_id, line_no LIMIT ${limit + 1}`,
  );
  return { rows: found.slice(0, limit).map(appliedLineOf), hasMore: found.length > limit };
}

function behind(after: string): string {
  const [time = '', useId = '', lineNo = ''] = after.split('.');
  const from = Number(time);
  return (
    `AND upload_time >= ${from} AND (upload_time > ${from} OR use_id > ${text(useId)} ` +
    `OR (use_id = ${text(useId)} AND line_no > ${Number(lineNo)})) `
  );
}
