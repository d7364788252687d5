import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type Json } from '@duckdb/node-api';
import { MEMORY_LIMIT, type StageGiven } from './stage';

const BOOKS = 'books.duckdb';

/** The day's books: a database of DuckDB's in the day's folder, in which files and own rows are compared. */
export class DayBooks {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly folder: string,
  ) {}

  /** Opens what is there, or begins new ones; one process at a time may. */
  static async open({ folder, memory = MEMORY_LIMIT }: Pick<StageGiven, 'folder' | 'memory'>): Promise<DayBooks> {
    const instance = await DuckDBInstance.create(join(folder, BOOKS), {
      memory_limit: `${memory}MB`,
      threads: '2',
      temp_directory: join(folder, 'spilled'),
      // Costs memory; whoever needs an order asks for it.
      preserve_insertion_order: 'false',
      // Nothing is loaded from anywhere.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const books = new DayBooks(instance, await instance.connect(), folder);
    // Packing costs more than reading unpacked pages.
    await books.run("SET force_compression='uncompressed'");
    return books;
  }

  /** Where a file of the day's folder is, as SQL has it. */
  path(name: string): string {
    return sqlText(join(this.folder, name));
  }

  /** Runs statements, one after the other. */
  async run(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.connection.run(statement);
  }

  /** The first row of an answer, as texts; '' for null. */
  async row(query: string): Promise<readonly string[]> {
    const reader = await this.connection.runAndReadAll(query);
    return (reader.getRowsJson()[0] ?? []).map(textOf);
  }

  /** The first column of an answer, in portions. */
  async *texts(query: string, portion: number): AsyncGenerator<string[]> {
    const result = await this.connection.stream(query);
    let portionSoFar: string[] = [];
    for await (const rows of result.yieldRowsJson()) {
      for (const [value] of rows) {
        portionSoFar.push(textOf(value ?? null));
        if (portionSoFar.length < portion) continue;
        yield portionSoFar;
        portionSoFar = [];
      }
    }
    if (portionSoFar.length > 0) yield portionSoFar;
  }

  /** Writes an answer as a TSV of the day's folder, without a header; null as an empty field. Gives the number of rows. */
  async write(query: string, name: string): Promise<number> {
    const [rows] = await this.row(
      `COPY (${query}) TO ${this.path(name)} (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE '', NULLSTR '')`,
    );
    return Number(rows);
  }

  /** Closes them, with everything on disk. */
  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

function textOf(value: Json): string {
  return value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** The name of the books' file in the day's folder. */
export const BOOKS_FILE = BOOKS;

/** A text as SQL has it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Reads a TSV as `write` writes it; every column by its type. */
export function readTsv(path: string, columns: Readonly<Record<string, string>>, more = ''): string {
  const list = Object.entries(columns).map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`);
  return (
    `read_csv(${path}, auto_detect=false, delim='\t', quote='', escape='', comment='', header=false, nullstr='', ` +
    `strict_mode=true, compression='none', ${more && `${more}, `}columns={${list.join(', ')}})`
  );
}
