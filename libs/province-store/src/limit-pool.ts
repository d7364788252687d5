import type { Socket } from 'node:net';
import type { DataSource, QueryRunner } from 'typeorm';
import type { DatabaseAddress } from './connection';
import { killSilentAt } from './kill-silent';
import { statementLimit, withinLimit } from './statement-limit';

/** What the driver's pool hands out, as far as it is needed here. */
interface PoolConnection {
  readonly stream: Socket;
  readonly threadId: number;
}

/**
 * Gives every statement of TypeORM's pool a time limit, the wait for a connection included: the driver's own leaves
 * the silent connection in the pool, with the next statement queued behind. Where one was silent, what lies idle
 * beside it is not trusted either. Once the pool is open, `within` ms is the limit, until then the address's.
 */
export function limitStatements(source: DataSource, address: DatabaseAddress, within: number): void {
  const idle = new Set<PoolConnection>();
  const { driver } = source;
  const create = driver.createQueryRunner.bind(driver);
  driver.createQueryRunner = (mode) => {
    const runner = create(mode);
    const limit = source.isInitialized ? within : statementLimit(address);
    const connect = runner.connect.bind(runner) as () => Promise<PoolConnection>;
    const query = runner.query.bind(runner) as (...given: Parameters<QueryRunner['query']>) => Promise<unknown>;
    const release = runner.release.bind(runner);
    let own: PoolConnection | undefined;
    runner.connect = async () => {
      own = await connect();
      idle.delete(own);
      return own;
    };
    const giveUp = (): void => {
      for (const each of idle) each.stream.destroy();
      idle.clear();
      if (own !== undefined) void killSilentAt(address, own.threadId);
      // Where it is still waited for, it must not be lost to the pool when it comes.
      void runner.connect().then(
        (connection: PoolConnection) => connection.stream.destroy(),
        () => undefined,
      );
    };
    const limited = (...given: Parameters<QueryRunner['query']>) => withinLimit(limit, () => query(...given), giveUp);
    runner.query = limited as QueryRunner['query'];
    runner.release = () => {
      if (own !== undefined && !own.stream.destroyed) idle.add(own);
      return release();
    };
    return runner;
  };
}
