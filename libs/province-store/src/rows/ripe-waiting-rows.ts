/** Relationships for which messages wait whose time is up: the first `most` of those messages, and how many they are. */
export function selectOverdueWaiting(arrivedBefore: number, most: number): string {
  return (
    `SELECT mulaid_rel_id, COUNT(*) FROM (SELECT mulaid_rel_id FROM waiting_message FORCE INDEX (arrived) ` +
    `WHERE arrived_at <= ${arrivedBefore} ORDER BY arrived_at LIMIT ${most}) overdue GROUP BY mulaid_rel_id`
  );
}

/**
 * Relationships for which something waits that is there by now, or that will never be there, among the `most` messages
 * that arrived last and as many behind an arrival; and where the latter end, in a first row, NULL where nobody is left.
 */
export function selectMissedWaiting(after: string, most: number): string {
  const some = (which: string) =>
    `(SELECT arrival, mulaid_rel_id, mulaid_lmt_id FROM waiting_message FORCE INDEX (PRIMARY) ${which} LIMIT ${most})`;
  const next = `WHERE arrival > ${after} ORDER BY arrival`;
  return (
    `SELECT arrival FROM waiting_message FORCE INDEX (PRIMARY) ${next} LIMIT 1 OFFSET ${most - 1};` +
    `SELECT DISTINCT w.mulaid_rel_id FROM (${some('ORDER BY arrival DESC')} UNION ${some(next)}) w ` +
    `LEFT JOIN relationship r FORCE INDEX (PRIMARY) ON r.mulaid_rel_id = w.mulaid_rel_id ` +
    `LEFT JOIN mulaid_limit l FORCE INDEX (PRIMARY) ON l.mulaid_lmt_id = w.mulaid_lmt_id AND l.mulaid_rel_id = w.mulaid_rel_id ` +
    `WHERE (w.mulaid_lmt_id IS NULL AND r.mulaid_rel_id IS NOT NULL) OR l.mulaid_lmt_id IS NOT NULL ` +
    `OR r.state IN ('REFUSED','REVOKED','TERMINATED')`
  );
}
