import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fen, fenToYuan, spanOfPeriod } from '@libs/mutual-aid';
import { MANIFEST, type KeptManifest } from '@libs/national-platform';
import { COLUMNS, rowPattern, type FileKind } from './columns';
import { BOOKS_FILE, DayBooks, readTsv, sqlText } from './day-books';
import { findBadRow, LONGEST_LINE, type DaySpan } from './find-bad-row';
import type { CheckResult, StageGiven } from './stage';
import { unpack, UnreadableError, type FilePlace } from './unpack';

/**
 * Reads all files of the day into the day's books: every byte, line and field as §6 has them, rows and sum as the
 * manifest says (R23, R25). Nothing of a day may be applied before all of it was found right.
 */
export async function checkFiles(given: Omit<StageGiven, 'database'>): Promise<CheckResult> {
  const { folder, day } = given;
  const manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as KeptManifest;
  for (const name of [BOOKS_FILE, `${BOOKS_FILE}.wal`]) await rm(join(folder, name), { force: true });
  const books = await DayBooks.open(given);
  // A row's place is then the order of receipt.
  await books.run('SET preserve_insertion_order=true');
  const reading = new DayReading(books, folder, spanOfPeriod(day));
  try {
    for (const kind of ['usage', 'limit'] as const) await reading.read(kind, manifest);
    return await reading.total(manifest);
  } catch (error) {
    if (error instanceof UnreadableError) return { ok: false, reason: error.message };
    throw error;
  } finally {
    books.close();
  }
}

class DayReading {
  constructor(
    private readonly books: DayBooks,
    private readonly folder: string,
    private readonly span: DaySpan,
  ) {}

  async read(kind: FileKind, manifest: KeptManifest): Promise<void> {
    const files = manifest.files.filter((file) => file.kind === kind);
    const path = join(this.folder, `${kind}.tsv`);
    try {
      const places = await unpack(files, kind, path);
      await this.load(kind, path, places);
      await this.books.run(`CREATE TABLE ${kind}_file (name VARCHAR, first BIGINT, rows BIGINT)`);
      for (const { name, first, rows } of places)
        await this.books.run(`INSERT INTO ${kind}_file VALUES (${sqlText(name)}, ${first}, ${rows})`);
    } finally {
      if (existsSync(path)) await rm(path);
    }
  }

  async total({ rows, amount }: KeptManifest): Promise<CheckResult> {
    const [count, sum] = await this.books.row('SELECT count(*), coalesce(sum(amt), 0) FROM "usage"');
    if (Number(count) !== rows)
      return { ok: false, reason: `the usage files have ${count} rows, the manifest says ${rows}` };
    if (sum === amount) return { ok: true, rows, amt: amount };
    const [here, stated] = [sum ?? '0', amount].map((each) => fenToYuan(fen(BigInt(each))));
    return { ok: false, reason: `the sum of the usage files is ${here}, the manifest says ${stated}` };
  }

  private async load(kind: FileKind, path: string, places: readonly FilePlace[]): Promise<void> {
    const all = places.reduce((sum, { rows }) => sum + rows, 0);
    const trouble = await this.books.run(loadStatement(kind, all === 0 ? undefined : path, this.span)).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    if (trouble === undefined) {
      const [count, bad] = await this.books.row(`SELECT count(*), count(*) FILTER (NOT ok) FROM "${kind}"`);
      if (Number(count) === all && Number(bad) === 0) return;
    }
    const found = await findBadRow(path, kind, this.span);
    // No fault of the files', then; behind its first line the database may quote a row.
    if (found === undefined)
      throw new Error(`the ${kind} files: ${trouble?.message.split('\n')[0] ?? 'rows are lost'}`);
    const file = places.findLast(({ first }) => first <= found.place);
    // The header is line 1.
    throw new UnreadableError(`file ${file?.name}, line ${found.place - (file?.first ?? 0) + 2}: ${found.why}`);
  }
}

const LOADED: Record<FileKind, string> = {
  usage:
    'use_id, try_cast(line_no AS INTEGER) AS line_no, orig_use_id, mulaid_rel_id, mulaid_lmt_id, donor_psn_no, benef_psn_no, ' +
    "try_cast(replace(amt, '.', '') AS BIGINT) AS amt, epoch_ms(try_cast(use_time AS TIMESTAMPTZ)) AS use_ms, " +
    'epoch_ms(try_cast(upload_time AS TIMESTAMPTZ)) AS upload_ms, hash(use_id, try_cast(line_no AS INTEGER)) AS h',
  limit:
    "mulaid_rel_id, mulaid_lmt_id, try_cast(replace(lmt_amt, '.', '') AS BIGINT) AS lmt_amt, " +
    "try_cast(replace(used_amt, '.', '') AS BIGINT) AS used_amt, try_cast(used_cnt AS INTEGER) AS used_cnt",
};

/** One expression for the whole row: a check a column takes three times as long. */
function loadStatement(kind: FileKind, path: string | undefined, { from, until }: DaySpan): string {
  const names = COLUMNS[kind].map(({ name }) => name);
  const row = names.map((name) => `coalesce(${name}, '')`).join(', ');
  const isRow = `coalesce(regexp_full_match(concat_ws(chr(9), ${row}), ${sqlText(rowPattern(kind))}), false)`;
  const isOfDay = `line_no IS NOT NULL AND use_ms IS NOT NULL AND coalesce(upload_ms >= ${from} AND upload_ms < ${until}, false)`;
  return (
    `CREATE TABLE "${kind}" AS SELECT *, ${kind === 'usage' ? isOfDay : 'used_cnt IS NOT NULL'} AND is_row AS ok FROM ` +
    `(SELECT ${LOADED[kind]}, ${isRow} AS is_row FROM ${path === undefined ? noRows(names) : rowsOf(path, names)})`
  );
}

function rowsOf(path: string, names: readonly string[]): string {
  const columns = Object.fromEntries(names.map((name) => [name, 'VARCHAR']));
  return readTsv(sqlText(path), columns, `max_line_size=${LONGEST_LINE}`);
}

/** DuckDB reads no empty text. */
function noRows(names: readonly string[]): string {
  return `(SELECT ${names.map((name) => `NULL::VARCHAR AS ${name}`).join(', ')} WHERE false)`;
}
