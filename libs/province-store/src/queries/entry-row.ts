import { fen, type Fen } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { pageLength, type ListPage } from './list-page';

/** One change of a personal account, as the trail has it. Fen, ms UTC. */
export interface EntryRow {
  /** Where to go on after it. */
  readonly cursor: number;
  readonly psnNo: string;
  readonly at: number;
  readonly cause: string;
  readonly ref: string;
  /** The limits that it set, took back, spent or restored; of older versions' entries nobody knows. */
  readonly limitIds: readonly string[];
  readonly amount: Fen;
  readonly balance: Fen;
  readonly frozen: Fen;
}

/** A line of the trail with the number that a list gives its batch. */
export type RawEntry = Record<
  'place' | 'batch_id' | 'line' | 'psn_no' | 'at' | 'cause' | 'ref' | 'amt' | 'balance' | 'frozen',
  string
> & { readonly limit_ids: string | null; readonly long_bytes: string | null };

/** Where a list goes on: behind a line of a batch, by the number that the list gives it. */
interface EntryPlace {
  readonly batch: string;
  readonly line: number;
}

/** A batch has fewer lines than this (`ledger.batch_max` is bounded, and what it takes up), so that number and line make one id. */
const LINES = 100_000n;
/** A longer list of limits is read by itself, and only where its entry is on the page, bytes. */
const LONG = 2000;
/** What an entry is without its limits, about, bytes. */
const ENTRY_BYTES = 200;

/** The columns of ledger_entry that a list reads, beside `place`. */
export const ENTRY_COLUMNS =
  'batch_id, line, psn_no, at, cause, ref, amt, balance, frozen, ' +
  `IF(LENGTH(limit_ids) > ${LONG}, NULL, limit_ids) AS limit_ids, IF(LENGTH(limit_ids) > ${LONG}, LENGTH(limit_ids), NULL) AS long_bytes`;

/** Where a cursor points. */
export function placeOf(after = '0'): EntryPlace {
  const cursor = BigInt(after);
  return { batch: (cursor / LINES).toString(), line: Number(cursor % LINES) };
}

/** How many of the first make a page. */
export function entriesOnPage(found: readonly RawEntry[], limit: number): number {
  const sizes = found.map(({ limit_ids, long_bytes }) => ENTRY_BYTES + Number(long_bytes ?? limit_ids?.length ?? 0));
  return pageLength(sizes, limit);
}

/** A page of what was found, which is one entry more than asked where there are more. */
export async function pageOfEntries(
  source: DataSource,
  found: readonly RawEntry[],
  limit: number,
): Promise<ListPage<EntryRow>> {
  const page = found.slice(0, entriesOnPage(found, limit));
  const long = await longLists(
    source,
    page.filter(({ long_bytes }) => long_bytes !== null),
  );
  const rows = page.map((raw) => entryOf(raw, raw.limit_ids ?? long.get(keyOf(raw)) ?? '[]'));
  return { rows, hasMore: found.length > rows.length };
}

type Key = Pick<RawEntry, 'batch_id' | 'line'>;

function keyOf({ batch_id, line }: Key): string {
  return `${batch_id} ${line}`;
}

async function longLists(source: DataSource, entries: readonly Key[]): Promise<Map<string, string>> {
  if (entries.length === 0) return new Map();
  const which = entries.map(({ batch_id, line }) => `(batch_id = ${batch_id} AND line = ${line})`).join(' OR ');
  const rows = await source.query<(Key & { limit_ids: string })[]>(
    `SELECT batch_id, line, limit_ids FROM ledger_entry FORCE INDEX (PRIMARY) WHERE ${which}`,
  );
  return new Map(rows.map((row) => [keyOf(row), row.limit_ids]));
}

function entryOf(raw: RawEntry, limitIds: string): EntryRow {
  return {
    cursor: Number(BigInt(raw.place) * LINES + BigInt(raw.line)),
    psnNo: raw.psn_no,
    at: Number(raw.at),
    cause: raw.cause,
    ref: raw.ref,
    limitIds: JSON.parse(limitIds) as string[],
    amount: fen(BigInt(raw.amt)),
    balance: fen(BigInt(raw.balance)),
    frozen: fen(BigInt(raw.frozen)),
  };
}
