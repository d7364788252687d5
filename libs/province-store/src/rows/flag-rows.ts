import { insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** An unusual pattern that a person should look at (R33); kept for ever. */
export interface FlagRow {
  readonly kind: 'FAST_DRAIN' | 'MANY_DONORS' | 'MANY_PLACES';
  readonly psnNo: string;
  /** The same pattern is flagged once. */
  readonly key: string;
  /** When it was noticed, ms UTC. */
  readonly at: number;
  /** JSON, in the names of the wire. */
  readonly facts: string;
  readonly limitId?: string | undefined;
}

/** A flag as it is listed. */
export interface ListedFlag extends FlagRow {
  readonly id: string;
}

/** Those of some keys that are flagged already. */
export function selectFlagKeys(keys: Iterable<string>): string {
  return `SELECT flag_key FROM flag FORCE INDEX (flag_key) WHERE flag_key IN (${textList(keys)})`;
}

/** Writes flags; of one that another process wrote meanwhile nothing changes. */
export function insertFlags(flags: readonly FlagRow[]): string {
  return insertRows(
    'flag (kind,psn_no,flag_key,at,facts,mulaid_lmt_id)',
    flags,
    ({ kind, psnNo, key, at, facts, limitId }) =>
      `'${kind}',${text(psnNo)},${text(key)},${at},${text(facts)},${text(limitId)}`,
    ' ON DUPLICATE KEY UPDATE flag_key=flag_key',
  );
}

/** Flags behind one, oldest first. */
export function selectFlags(after: string, most: number): string {
  return `SELECT id,kind,psn_no,flag_key,at,facts,mulaid_lmt_id FROM flag FORCE INDEX (PRIMARY) WHERE id > ${BigInt(after)} ORDER BY id LIMIT ${most}`;
}

/** A row of selectFlags. */
export function flagOf(row: SqlRow): ListedFlag {
  return {
    id: textOf(row[0]),
    kind: row[1] as FlagRow['kind'],
    psnNo: textOf(row[2]),
    key: textOf(row[3]),
    at: Number(row[4]),
    facts: textOf(row[5]),
    limitId: row[6] === null ? undefined : textOf(row[6]),
  };
}
