import type { Fen, Role } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { fenOf } from '../rows/person-rows';
import { text, textList, textOf, type SqlRow } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** One line of usage of a relationship, or of its reversal. */
export interface RelationshipUsage {
  readonly useId: string;
  readonly originalUseId?: string | undefined;
  readonly lineNo: number;
  readonly limitId: string;
  readonly amount: Fen;
  /** ms UTC */
  readonly useTime: number;
  /** The platform's time of receipt, ms UTC, where it is known. */
  readonly uploadTime?: number | undefined;
  /** Where to go on after it. */
  readonly cursor: string;
}

/** Of which table a region has the lines of one relationship, and by which index in their order. */
const TABLES: Readonly<Record<Role, { table: string; index: string; at: string; order: string }>> = {
  // As recorded.
  benef: { table: 'usage_line', index: 'recorded', at: 'seq', order: 'seq' },
  // As applied: in the order of the platform's receipt.
  donor: { table: 'applied_line', index: 'relationship', at: 'upload_time', order: 'upload_time, use_id, line_no' },
};

/** "Who used my money": the lines of a relationship as recorded (beneficiary region) or applied (donor region) here. */
export async function listUsagesOf(
  source: DataSource,
  { relationshipId, role }: { readonly relationshipId: string; readonly role: Role },
  { limit, after }: PageAsked,
): Promise<ListPage<RelationshipUsage>> {
  const { table, index, at, order } = TABLES[role];
  const found = await rowsOf(
    source,
    `SELECT use_id, orig_use_id, line_no, mulaid_lmt_id, amt, use_time, ${at} FROM ${table} FORCE INDEX (${index}) ` +
      `WHERE mulaid_rel_id = ${text(relationshipId)} ${behind(role, after)}ORDER BY ${order} LIMIT ${limit + 1}`,
  );
  const page = found.slice(0, limit);
  const received = role === 'benef' ? await timesOf(source, page) : new Map<string, number>();
  const rows = page.map((row) => usageOf(row, role, received));
  return { rows, hasMore: found.length > limit };
}

function behind(role: Role, cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const [at = '0', useId = '', lineNo = '0'] = cursor.split('.');
  if (role === 'benef') return `AND seq > ${BigInt(at)} `;
  const line = `(use_id > ${text(useId)} OR (use_id = ${text(useId)} AND line_no > ${Number(lineNo)}))`;
  return `AND upload_time >= ${BigInt(at)} AND (upload_time > ${BigInt(at)} OR ${line}) `;
}

/** When the platform received what was recorded here, by use id; what it has not answered has none. */
async function timesOf(source: DataSource, page: readonly SqlRow[]): Promise<Map<string, number>> {
  const useIds = new Set(page.map((row) => textOf(row[0])));
  if (useIds.size === 0) return new Map();
  const uploads = await rowsOf(
    source,
    `SELECT subject, upload_time FROM upload FORCE INDEX (subject) ` +
      `WHERE subject IN (${textList(useIds)}) AND state = 'CONFIRMED' AND upload_time IS NOT NULL`,
  );
  return new Map(uploads.map((row) => [textOf(row[0]), Number(row[1])]));
}

function usageOf(row: SqlRow, role: Role, received: ReadonlyMap<string, number>): RelationshipUsage {
  const [useId, lineNo, at] = [textOf(row[0]), Number(row[2]), textOf(row[6])];
  return {
    useId,
    originalUseId: row[1] === null ? undefined : textOf(row[1]),
    lineNo,
    limitId: textOf(row[3]),
    amount: fenOf(row[4]),
    useTime: Number(row[5]),
    uploadTime: role === 'donor' ? Number(at) : received.get(useId),
    cursor: `${at}.${useId}.${lineNo}`,
  };
}
