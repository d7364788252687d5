import { connect, type Socket } from 'node:net';
import { createConnection, type Connection } from 'mysql2';
import { sessionStart } from './session';
import type { SqlRow } from './sql-text';
import { connectLimit, KEEP_ALIVE_AFTER, statementLimit, StatementTimeoutError } from './statement-limit';

/** Where a province's database is. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
  /** How long one round trip may take, ms; 5 s where nothing is said. */
  readonly statementWithin?: number | undefined;
}

/** One connection of the ledger's: several statements a round trip, rows as arrays, BIGINT as text. */
export class LedgerConnection {
  private constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly within: number,
  ) {}

  /**
   * Opens it, for a `lane` or another use (session.ts). Rejects where the database cannot be reached, or does not
   * answer in time.
   */
  static async open(address: DatabaseAddress, use: 'lane' | 'other' = 'other'): Promise<LedgerConnection> {
    const { host, port, user, password, name: database } = address;
    const within = statementLimit(address);
    const socket = connect({ host, port, noDelay: true });
    socket.setKeepAlive(true, KEEP_ALIVE_AFTER);
    const connection = createConnection({
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      connectTimeout: connectLimit(within),
      // The driver's own way of closing waits for the other side, which may be silent for ever.
      stream: () => socket,
      multipleStatements: true,
      rowsAsArray: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
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
    const ledger = new LedgerConnection(connection, socket, within);
    await ledger.run(sessionStart(address, use).join(';'));
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
      const timer = setTimeout(() => {
        reject(new StatementTimeoutError(this.within));
        this.close();
      }, this.within);
      this.connection.query(sql, (error, results) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve(results);
      });
    });
  }

  /** What the server calls this connection. */
  get threadId(): number {
    return this.connection.threadId;
  }

  /** Closes it at once, also in the middle of a statement, which rejects. */
  close(): void {
    this.socket.destroy();
  }
}
