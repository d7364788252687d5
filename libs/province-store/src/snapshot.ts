import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createConnection, type Connection } from 'mysql2';
import type { DatabaseAddress } from './connection';
import { sessionStart } from './session';
import { connectLimit, KEEP_ALIVE_AFTER, statementLimit } from './statement-limit';

/** Silence after which it is given up, ms: longer than any look through a table before its first row. */
const SILENT_AT_MOST = 300_000;
/** Characters that are written to disk at a time. */
const PIECE = 256 * 1024;
/** Rows that are read ahead. */
const AHEAD = 4096;

/**
 * What the database holds at one moment, read row by row: however many rows there are, only a few are in memory. Beside
 * the ledger's connections, whose statements are bounded in time.
 */
export class Snapshot {
  private constructor(private readonly connection: Connection) {}

  /** Begins it. Rejects where the database cannot be reached. */
  static async open(address: DatabaseAddress): Promise<Snapshot> {
    const { host, port, user, password, name: database } = address;
    const socket = connect({ host, port, noDelay: true });
    socket.setKeepAlive(true, KEEP_ALIVE_AFTER);
    socket.setTimeout(SILENT_AT_MOST, () => socket.destroy(new Error('the database was silent for too long')));
    const connection = createConnection({
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4_bin',
      connectTimeout: connectLimit(statementLimit(address)),
      stream: () => socket,
      rowsAsArray: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      queryFormat: (sql: string) => sql,
    });
    // What breaks while nothing is asked rejects the next question.
    connection.on('error', () => undefined);
    const snapshot = new Snapshot(connection);
    try {
      for (const statement of sessionStart(address)) await snapshot.run(statement);
      await snapshot.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      // What was read is worked on before the next is asked for.
      await snapshot.run("SET time_zone = '+00:00' /*M!100300 , idle_transaction_timeout = 3600 */");
      await snapshot.run('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    } catch (error) {
      snapshot.close();
      throw error;
    }
    return snapshot;
  }

  /** Writes the first column of each row as a line of a file; the number of lines. */
  async copy(sql: string, path: string, flags: 'w' | 'a' = 'w'): Promise<number> {
    const rows = this.connection.query(sql).stream({ highWaterMark: AHEAD }) as AsyncIterable<readonly [string]>;
    let lines = 0;
    async function* pieces() {
      let piece = '';
      for await (const [line] of rows) {
        piece += `${line}\n`;
        lines++;
        if (piece.length < PIECE) continue;
        yield piece;
        piece = '';
      }
      yield piece;
    }
    await pipeline(Readable.from(pieces()), createWriteStream(path, { flags }));
    return lines;
  }

  /** Ends it at once. */
  close(): void {
    this.connection.destroy();
  }

  private run(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.connection.query(sql, (error) => (error ? reject(error) : resolve()));
    });
  }
}
