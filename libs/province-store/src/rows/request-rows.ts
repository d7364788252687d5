import { contentHashOf, type ContentHash } from '@libs/mutual-aid';
import { hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

/** A request that was carried out; the same again gets what it made, as that is now (province-api.md). */
export interface RequestRow {
  /** The request_id; of an end of insurance a key made of what makes it the same. */
  readonly requestId: string;
  readonly contentHash: ContentHash;
  /** The ids of the relationship, the limit, or the relationships that it made or ended. */
  readonly made: readonly string[];
  /** ms UTC */
  readonly at: number;
}

const COLUMNS = 'request_id,content_hash,made,at';

/** Requests by their ids. */
export function selectRequests(ids: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM request FORCE INDEX (PRIMARY) WHERE request_id IN (${textList(ids)});`;
}

/** A row of request. */
export function requestOf(row: SqlRow): RequestRow {
  return {
    requestId: textOf(row[0]),
    contentHash: contentHashOf(hexOf(row[1])),
    made: JSON.parse(textOf(row[2])) as string[],
    at: Number(row[3]),
  };
}

/** New requests; an id that another transaction wrote meanwhile fails with 1062. */
export function insertRequests(rows: readonly RequestRow[]): string {
  return insertRows(
    `request (${COLUMNS})`,
    rows,
    ({ requestId, contentHash, made, at }) =>
      `${text(requestId)},X'${contentHash}',${text(JSON.stringify(made))},${at}`,
  );
}
