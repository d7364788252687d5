import type { Fen } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { fenOf } from '../rows/person-rows';
import { text, textList, textOf } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** One line of usage of a relationship, or of its reversal, as recorded in the beneficiary region. */
export interface RelationshipLine {
  readonly useId: string;
  readonly originalUseId?: string | undefined;
  readonly lineNo: number;
  readonly limitId: string;
  readonly amount: Fen;
  /** ms UTC */
  readonly useTime: number;
  /** The platform's time of receipt, ms UTC; absent where it has not answered. */
  readonly uploadTime?: number | undefined;
}

/** Where the list goes on behind a line; of the form of an applied line's, whose first part says more. */
export function relationshipLineCursor({ useId, lineNo }: RelationshipLine): string {
  return `0.${useId}.${lineNo}`;
}

/** The lines recorded of a relationship, reversals too, by use id, which ascend with their time. */
export async function listRelationshipLines(
  source: DataSource,
  relationshipId: string,
  { limit, after }: PageAsked,
): Promise<ListPage<RelationshipLine>> {
  const found = await rowsOf(
    source,
    `SELECT use_id, orig_use_id, line_no, mulaid_lmt_id, amt, use_time FROM usage_line FORCE INDEX (relationship) ` +
      `WHERE mulaid_rel_id = ${text(relationshipId)} ${after === undefined ? '' : behind(after)}` +
      `ORDER BY use_id, line_no LIMIT ${limit + 1}`,
  );
  const page = found.slice(0, limit);
  const received = await timesOf(source, new Set(page.map((row) => textOf(row[0]))));
  const rows = page.map(([useId, originalUseId, lineNo, limitId, amount, useTime]): RelationshipLine => ({
    useId: textOf(useId),
    originalUseId: originalUseId === null ? undefined : textOf(originalUseId),
    lineNo: Number(lineNo),
    limitId: textOf(limitId),
    amount: fenOf(amount),
    useTime: Number(useTime),
    uploadTime: received.get(textOf(useId)),
  }));
  return { rows, hasMore: found.length > limit };
}

function behind(cursor: string): string {
  const [, useId = '', lineNo = ''] = cursor.split('.');
  return `AND use_id >= ${text(useId)} AND (use_id > ${text(useId)} OR line_no > ${Number(lineNo)}) `;
}

async function timesOf(source: DataSource, useIds: ReadonlySet<string>): Promise<Map<string, number>> {
  if (useIds.size === 0) return new Map();
  const uploads = await rowsOf(
    source,
    `SELECT subject, upload_time FROM upload FORCE INDEX (subject) ` +
      `WHERE subject IN (${textList(useIds)}) AND state = 'CONFIRMED' AND upload_time IS NOT NULL`,
  );
  return new Map(uploads.map((row) => [textOf(row[0]), Number(row[1])]));
}
