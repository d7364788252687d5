import type { DataSource } from 'typeorm';

/** One change of a relationship's state. */
export interface HistoryRow {
  /** ms UTC */
  readonly at: number;
  readonly from: string | null;
  readonly to: string;
  readonly cause: string;
}

/** The states a relationship went through, oldest first; its own person's trail has them. */
export async function relationshipHistory(
  source: DataSource,
  psnNo: string,
  relationshipId: string,
): Promise<HistoryRow[]> {
  const rows = await source.query<{ at: string; from_state: string | null; to_state: string; cause: string }[]>(
    `SELECT at, from_state, to_state, cause FROM ledger_entry
      WHERE psn_no = ? AND mulaid_rel_id = ? AND to_state IS NOT NULL ORDER BY batch_id, line`,
    [psnNo, relationshipId],
  );
  return rows.map((row) => ({ at: Number(row.at), from: row.from_state, to: row.to_state, cause: row.cause }));
}
