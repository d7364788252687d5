import { contentHashOf, type ContentHash, type Fen, type Movement } from '@libs/mutual-aid';
import { hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';
import { fenOf } from './person-rows';

/** A movement carried out, with the account's figures after it: its one answer. */
export interface MovementRow extends Movement {
  readonly contentHash: ContentHash;
  readonly balance: Fen;
  readonly frozen: Fen;
  /** ms UTC */
  readonly at: number;
}

const COLUMNS = 'movement_id,psn_no,content_hash,direction,amt,reason,balance,frozen,at';

/** Movements by their ids. */
export function selectMovements(ids: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM account_movement WHERE movement_id IN (${textList(ids)});`;
}

/** A row of account_movement. */
export function movementOf(row: SqlRow): MovementRow {
  return {
    movementId: textOf(row[0]),
    psnNo: textOf(row[1]),
    contentHash: contentHashOf(hexOf(row[2])),
    direction: row[3] as 'IN' | 'OUT',
    amount: fenOf(row[4]),
    reason: textOf(row[5]),
    balance: fenOf(row[6]),
    frozen: fenOf(row[7]),
    at: Number(row[8]),
  };
}

/** New movements; a known id fails with 1062. */
export function insertMovements(rows: readonly MovementRow[]): string {
  return insertRows(
    `account_movement (${COLUMNS})`,
    rows,
    (row) =>
      `${text(row.movementId)},${text(row.psnNo)},X'${row.contentHash}','${row.direction}',${row.amount},` +
      `${text(row.reason)},${row.balance},${row.frozen},${row.at}`,
  );
}
