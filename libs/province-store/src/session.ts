import type { Socket } from 'node:net';
import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { LANE_LOCK_WAIT, lockWait, statementLimit } from './statement-limit';

/** What servers call: no limit. */
const EVERY_ROW = '18446744073709551615';

/**
 * How every connection of ours begins, whatever the server's defaults: READ COMMITTED, utf8mb4, UTC, strict, with
 * backslashes that escape, CHECKs carried out and every row read; each statement commits by itself, or in a `lane` none
 * does before a COMMIT. Single statements, to be run in this order. A lock is waited for within the address's time
 * limit, and in a lane, where others wait meanwhile, for as short a time as can be said.
 */
export function sessionStart(
  address: { readonly statementWithin?: number | undefined },
  use: 'lane' | 'other' = 'other',
): readonly string[] {
  return [
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE',
    'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
    "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', " +
      `autocommit = ${use === 'lane' ? 0 : 1}, innodb_lock_wait_timeout = ${use === 'lane' ? LANE_LOCK_WAIT : lockWait(statementLimit(address))}, ` +
      // A default of a hundred rows would hide what else is in a wallet, and nobody would notice.
      `sql_select_limit = ${EVERY_ROW}` +
      // MariaDB's own: what a silent client began is ended there too; CHECKs may be off by default, large joins refused,
      // and a COMMIT may begin the next transaction or end the connection. A list of a thousand keys it makes a table of,
      // which it joins with all of ours, whatever index the statement names.
      ' /*M!100300 , idle_transaction_timeout = 15, check_constraint_checks = 1, sql_big_selects = 1' +
      ', in_predicate_conversion_threshold = 0' +
      ', completion_type = 0 */',
  ];
}

/**
 * What TypeORM makes its pool with: each new connection begins with these statements, before it is asked anything. One
 * on which they fail is given up unused, and whoever waits for it is told that it is closed.
 */
export function poolThatBegins(statements: readonly string[]): { createPool(options: PoolOptions): Pool } {
  return {
    createPool(options) {
      const pool = createPool(options);
      pool.on('connection', (connection: PoolConnection) => begin(connection, statements));
      return pool;
    },
  };
}

function begin(connection: PoolConnection, statements: readonly string[]): void {
  for (const statement of statements) {
    connection.query(statement, (error) => {
      // Not in order, as the driver's own way of closing is: what is queued behind must not be sent any more.
      if (error) (connection as PoolConnection & { readonly stream: Socket }).stream.destroy();
    });
  }
}
