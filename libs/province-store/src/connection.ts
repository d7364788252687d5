import { createConnection, type Connection } from 'mysql2';
import type { SqlRow } from './sql-text';

/** Where a province's database is. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

/** One connection of the ledger's: several statements a round trip, rows as arrays, BIGINT as text. */
export class LedgerConnection {
  private constructor(private readonly connection: Connection) {}

  /**
   * Opens it; READ COMMITTED, UTC, strict; each statement commits by itself, or in a `lane` none does before a COMMIT.
   * Rejects where the database is not to be had.
   */
  static async open(address: DatabaseAddress, use: 'lane' | 'other' = 'other'): Promise<LedgerConnection> {
    const { name: database, ...where } = address;
    const connection = createConnection({
      ...{ ...where, database, charset: 'utf8mb4_bin', timezone: 'Z', connectTimeout: 5000 },
      ...{ multipleStatements: true, rowsAsArray: true, supportBigNumbers: true, bigNumberStrings: true },
      // The SQL is complete: without this the driver scans every text for placeholders.
      queryFormat: (sql: string) => sql,
    });
    // A connection that breaks while idle only emits; the next query on it rejects, and that is handled.
    connection.on('error', () => undefined);
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => {
        if (error) reject(error);
        else resolve();
      }),
    );
    const ledger = new LedgerConnection(connection);
    await ledger.run(
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET time_zone = '+00:00', innodb_lock_wait_timeout = 3, " +
        `sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', autocommit = ${use === 'lane' ? 0 : 1}`,
    );
    return ledger;
  }

  /** Runs a text of several statements and gives the rows of each; statements without rows give []. */
  async run(sql: string): Promise<SqlRow[][]> {
    const results = await this.query(sql);
    if (!Array.isArray(results)) return [[]];
    // Rows are arrays of values: an element that is no array, is empty or holds arrays is the result of one of several.
    const isSeveral = results.some((each) => !Array.isArray(each) || each.length === 0 || Array.isArray(each[0]));
    if (!isSeveral) return [results];
    return results.map((each) => (Array.isArray(each) ? (each as unknown as SqlRow[]) : []));
  }

  /** Runs a text whose first statement inserts a row, and gives the id that row got. */
  async runForId(sql: string): Promise<string> {
    const results = await this.query(sql);
    const first = (Array.isArray(results) ? (results[0] as unknown) : results) as { insertId: number | string };
    return String(first.insertId);
  }

  // Without the driver's promises: they record a stack for every query, which is dear at thousands a second.
  private query(sql: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.connection.query(sql, (error, results) => {
        if (error) reject(error);
        else resolve(results);
      });
    });
  }

  /** Closes it at once, also in the middle of a statement. */
  close(): void {
    this.connection.destroy();
  }
}
