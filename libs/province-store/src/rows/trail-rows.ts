import type { MoneyMoved, Movement, OrderInfno, RelationshipState, UploadInfno } from '@libs/mutual-aid';
import { insertRows, text, textList } from '../sql-text';

/**
 * What a change comes from: a platform message, one that went up, a request of this province's, or a line of usage or
 * of a limit file that the platform has.
 */
export type TrailCause =
  | OrderInfno
  | UploadInfno
  | 'M191'
  | Movement['direction']
  | 'OPENING'
  | 'USAGE'
  | 'REVERSAL'
  | 'APPLIED'
  | 'RESTORED'
  | 'LISTED';

/** One line of the append-only trail (R32): a change of a person's money, of a relationship's state, or both. */
export interface TrailEntry {
  readonly psnNo: string;
  /** ms UTC */
  readonly at: number;
  readonly cause: TrailCause;
  /** Its id: a msgid, a movement's or a use id; of an OPENING the psn_no. */
  readonly ref: string;
  readonly relationshipId?: string | undefined;
  readonly from?: RelationshipState | undefined;
  readonly to?: RelationshipState | undefined;
  /** The limits that it set, took back, spent or restored. */
  readonly limitIds?: readonly string[] | undefined;
  readonly money?: MoneyMoved | undefined;
}

/** Appends entries under the batch whose insert came last. */
export function insertTrail(entries: readonly TrailEntry[]): string {
  let line = 0;
  return insertRows(
    'ledger_entry (batch_id,line,psn_no,at,cause,ref,mulaid_rel_id,from_state,to_state,limit_ids,amt,balance,frozen)',
    entries,
    ({ psnNo, at, cause, ref, relationshipId, from, to, limitIds = [], money }) =>
      `LAST_INSERT_ID(),${++line},${text(psnNo)},${at},${text(cause)},${text(ref)},${text(relationshipId)},${text(from)},${text(to)},` +
      `${text(limitIds.length === 0 ? undefined : JSON.stringify(limitIds))},` +
      (money ? `${money.amount},${money.balance},${money.frozen}` : 'NULL,NULL,NULL'),
  );
}

/** The states that relationships went through, oldest first: mulaid_rel_id, at, from_state, to_state, cause. */
export function selectHistories(relationshipIds: Iterable<string>): string {
  return (
    `SELECT mulaid_rel_id,at,from_state,to_state,cause FROM ledger_entry FORCE INDEX (history) ` +
    `WHERE mulaid_rel_id IN (${textList(relationshipIds)}) AND to_state IS NOT NULL ORDER BY batch_id,line`
  );
}
