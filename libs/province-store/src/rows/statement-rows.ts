import { fen, type ClearingFigures, type ClearingStatement } from '@libs/mutual-aid';
import { insertRows, text, textOf, type SqlRow } from '../sql-text';

/** The platform's clearing statement of a month, the newest that it sent (R30). */
export interface StatementRow extends ClearingStatement {
  /** The inbox key of the M601. */
  readonly msgid: string;
  /** When it was answered, ms UTC. */
  readonly at: number;
}

type Line = [admdvs: string, payable: string, payableCount: number, receivable: string, receivableCount: number];

const COLUMNS = 'month,msgid,at,body';

/** Statements by their months, such as 202606. */
export function selectStatements(months: Iterable<string>): string {
  const list = [...months].map(Number).join(',');
  return `SELECT ${COLUMNS} FROM clearing_statement FORCE INDEX (PRIMARY) WHERE month IN (${list})`;
}

/** A row of clearing_statement. */
export function statementOf(row: SqlRow): StatementRow {
  return { month: Number(row[0]), msgid: textOf(row[1]), at: Number(row[2]), lines: linesOf(textOf(row[3])) };
}

/** A newer statement replaces the older. */
export function upsertStatements(rows: readonly StatementRow[]): string {
  return insertRows(
    `clearing_statement (${COLUMNS})`,
    rows,
    ({ month, msgid, at, lines }) => `${month},${text(msgid)},${at},${text(JSON.stringify(lines.map(lineOf)))}`,
    ' ON DUPLICATE KEY UPDATE msgid=VALUES(msgid),at=VALUES(at),body=VALUES(body)',
  );
}

function lineOf({ admdvs, payable, payableCount, receivable, receivableCount }: ClearingFigures): Line {
  return [admdvs, `${payable}`, payableCount, `${receivable}`, receivableCount];
}

function linesOf(body: string): ClearingFigures[] {
  return (JSON.parse(body) as Line[]).map(([admdvs, payable, payableCount, receivable, receivableCount]) => ({
    admdvs,
    payable: fen(BigInt(payable)),
    payableCount,
    receivable: fen(BigInt(receivable)),
    receivableCount,
  }));
}
