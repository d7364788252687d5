import { spanOfPeriod, type Fen, type Role } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { fenOf } from '../rows/person-rows';
import { text, textList, textOf, type SqlRow } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** One usage line, or one of a reversal, that counts in a month's clearing. */
export interface ClearingLine {
  /** `donor`: what we pay; `benef`: what we receive. */
  readonly role: Role;
  readonly relationshipId: string;
  readonly useId: string;
  readonly lineNo: number;
  readonly originalUseId?: string | undefined;
  readonly limitId: string;
  readonly amount: Fen;
  /** ms UTC */
  readonly useTime: number;
  /** The platform's time of receipt, ms UTC. */
  readonly uploadTime: number;
  /** Where to go on after it. */
  readonly cursor: string;
}

/** Relationships that one statement looks at: most of a province's have no line in a month. */
const A_LOOK = 500;

/** Whose lines are listed. */
interface LinesAsked extends PageAsked {
  /** 202606 */
  readonly month: number;
  /** The counterpart province, such as 510000. */
  readonly province: string;
}

/** The own lines of a month and a counterpart province, by relationship and time of receipt. */
export async function listClearingLines(source: DataSource, asked: LinesAsked): Promise<ListPage<ClearingLine>> {
  const { province, limit, after } = asked;
  const found: ClearingLine[] = [];
  // The relationship of the cursor is looked at again, behind the cursor.
  let from = after === undefined ? "> ''" : `>= ${text(after.split('.')[0])}`;
  for (;;) {
    const ids = await rowsOf(
      source,
      'SELECT mulaid_rel_id FROM relationship FORCE INDEX (counterpart) ' +
        `WHERE counterpart = ${text(province)} AND mulaid_rel_id ${from} ORDER BY mulaid_rel_id LIMIT ${A_LOOK}`,
    );
    const last = ids.at(-1);
    if (last === undefined) break;
    const missing = limit + 1 - found.length;
    const rows = await rowsOf(source, selectLines(ids, asked, missing));
    found.push(...rows.map(lineOf));
    if (rows.length === missing) break;
    from = `> ${text(textOf(last[0]))}`;
  }
  return { rows: found.slice(0, limit), hasMore: found.length > limit };
}

function selectLines(ids: readonly SqlRow[], { month, after }: LinesAsked, most: number): string {
  const list = textList(ids.map(([id]) => textOf(id)));
  const { from, until } = spanOfPeriod(month);
  const side = (role: Role, at: string, table: string) =>
    `(SELECT l.mulaid_rel_id AS rel, ${at} AS at, l.use_id AS use_id, l.line_no AS line_no, l.orig_use_id AS orig, ` +
    `l.mulaid_lmt_id AS lmt, l.amt AS amt, l.use_time AS used, '${role}' AS role FROM ${table} ` +
    `WHERE l.mulaid_rel_id IN (${list}) AND ${at} >= ${from} AND ${at} < ${until} ${behind(after, at)}` +
    `ORDER BY rel, at, use_id, line_no LIMIT ${most})`;
  const applied = side('donor', 'l.upload_time', 'applied_line l FORCE INDEX (relationship)');
  const paid = side(
    'benef',
    'u.upload_time',
    'usage_line l FORCE INDEX (recorded) STRAIGHT_JOIN upload u FORCE INDEX (subject) ' +
      "ON u.subject = l.use_id AND u.state = 'CONFIRMED' AND u.infno IN ('M411', 'M412')",
  );
  return `${applied} UNION ALL ${paid} ORDER BY rel, at, use_id, line_no LIMIT ${most}`;
}

function behind(cursor: string | undefined, at: string): string {
  if (cursor === undefined) return '';
  const [relationshipId, time = '0', useId, lineNo = '0'] = cursor.split('.');
  const [rel, instant, use] = [text(relationshipId), BigInt(time), text(useId)];
  return (
    `AND (l.mulaid_rel_id > ${rel} OR ${at} > ${instant} OR ` +
    `(${at} = ${instant} AND (l.use_id > ${use} OR (l.use_id = ${use} AND l.line_no > ${Number(lineNo)})))) `
  );
}

function lineOf(row: SqlRow): ClearingLine {
  const [relationshipId, at, useId, lineNo] = [textOf(row[0]), textOf(row[1]), textOf(row[2]), Number(row[3])];
  return {
    role: row[8] as Role,
    relationshipId,
    useId,
    lineNo,
    originalUseId: row[4] === null ? undefined : textOf(row[4]),
    limitId: textOf(row[5]),
    amount: fenOf(row[6]),
    useTime: Number(row[7]),
    uploadTime: Number(at),
    cursor: `${relationshipId}.${at}.${useId}.${lineNo}`,
  };
}
