import type { Limit, LimitState } from '@libs/mutual-aid';
import { insertRows, text, textList, textOf, type SqlRow } from '../sql-text';
import { fenOf } from './person-rows';

const COLUMNS = 'mulaid_lmt_id,mulaid_rel_id,state,lmt_amt,used_amt,used_cnt,ret_amt,set_time,ever_used';

/** Limits by their own ids. */
export function selectLimits(ids: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM mulaid_limit FORCE INDEX (PRIMARY) WHERE mulaid_lmt_id IN (${textList(ids)});`;
}

/** All limits of relationships, in drawing order (R17). */
export function selectLimitsOf(relationshipIds: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM mulaid_limit FORCE INDEX (relationship) WHERE mulaid_rel_id IN (${textList(relationshipIds)}) ORDER BY set_time,mulaid_lmt_id;`;
}

/** What the beneficiaries' wallets hold: limits that can be spent now, whose they are in the last column. */
export function selectWallets(psnNos: Iterable<string>): string {
  const columns = COLUMNS.split(',').map((column) => `l.${column}`);
  return (
    `SELECT ${columns.join(',')},r.benef_psn_no FROM relationship r FORCE INDEX (benef) ` +
    `JOIN mulaid_limit l FORCE INDEX (relationship) ON l.mulaid_rel_id = r.mulaid_rel_id ` +
    `WHERE r.benef_psn_no IN (${textList(psnNos)}) AND r.role = 'benef' AND r.state = 'EFFECTIVE' ` +
    `AND l.state = 'EFFECTIVE' AND l.lmt_amt > l.used_amt + l.ret_amt;`
  );
}

/** A row of mulaid_limit as the rules know it. */
export function limitOf(row: SqlRow): Limit {
  return {
    limitId: textOf(row[0]),
    relationshipId: textOf(row[1]),
    state: row[2] as LimitState,
    amount: fenOf(row[3]),
    used: fenOf(row[4]),
    usedCount: Number(row[5]),
    returned: fenOf(row[6]),
    setTime: Number(row[7]),
    everUsed: Number(row[8]) === 1,
  };
}

/** A limit that can be spent, and whose wallet it is in. */
export interface WalletRow {
  readonly psnNo: string;
  readonly limit: Limit;
}

/** A row of selectWallets. */
export function walletRowOf(row: SqlRow): WalletRow {
  return { psnNo: textOf(row.at(-1)), limit: limitOf(row) };
}

/** New limits; a known id fails with 1062. */
export function insertLimits(limits: readonly Limit[]): string {
  return insertRows(`mulaid_limit (${COLUMNS})`, limits, limitValues);
}

/** Limits whose state or figures changed; the amount itself never does. */
export function updateLimits(limits: readonly Limit[]): string {
  return insertRows(
    `mulaid_limit (${COLUMNS})`,
    limits,
    limitValues,
    ' ON DUPLICATE KEY UPDATE state=VALUES(state),used_amt=VALUES(used_amt),used_cnt=VALUES(used_cnt),' +
      'ret_amt=VALUES(ret_amt),ever_used=VALUES(ever_used)',
  );
}

function limitValues(limit: Limit): string {
  return (
    `${text(limit.limitId)},${text(limit.relationshipId)},'${limit.state}',${limit.amount},${limit.used},` +
    `${limit.usedCount},${limit.returned},${limit.setTime},${limit.everUsed ? 1 : 0}`
  );
}
