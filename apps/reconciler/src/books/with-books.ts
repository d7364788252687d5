import { Snapshot } from '@libs/province-store';
import { DayBooks } from './day-books';
import { bringOwn, type OwnRows } from './own-rows';
import type { StageGiven } from './stage';

/** What a stage that looks into the province's books works with. */
export interface OpenBooks {
  readonly books: DayBooks;
  /** The province's books as of one moment. */
  readonly snapshot: Snapshot;
  /** Brings rows of these into a table of those. */
  readonly bring: (rows: OwnRows) => Promise<void>;
}

/** Opens the day's books and the province's for a stage, and closes both whatever comes of it. */
export async function withBooks<Result>(
  given: StageGiven,
  work: (open: OpenBooks) => Promise<Result>,
): Promise<Result> {
  const { folder, database } = given;
  const books = await DayBooks.open(given);
  try {
    const snapshot = await Snapshot.open(database);
    try {
      return await work({ books, snapshot, bring: (rows) => bringOwn(books, snapshot, { folder, rows }) });
    } finally {
      snapshot.close();
    }
  } finally {
    books.close();
  }
}
