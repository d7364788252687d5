import type { QueryRunner } from 'typeorm';
import { provinceDataSource } from '@libs/province-store';
import { rootConnection } from './root';
import { stack } from './stack';

/** An empty database of its own beside the provinces', gone afterwards: what migrations do is tried in it. */
export async function inScratch(name: string, work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const database = `${name}_${process.pid}`;
  const root = await rootConnection();
  await root.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const source = await provinceDataSource({ ...stack.database, name: database }).initialize();
  const runner = source.createQueryRunner();
  try {
    await work(runner);
  } finally {
    await runner.release();
    await source.destroy();
    await root.query(`DROP DATABASE ${database}`);
    await root.end();
  }
}

/** Likewise for all tests of a file. */
export function scratchForAll(name: string): () => QueryRunner {
  let runner: QueryRunner | undefined;
  let end: () => void = () => undefined;
  let ended: Promise<void> | undefined;
  beforeAll(
    () =>
      new Promise<void>((resolve, reject) => {
        ended = inScratch(name, (made) => {
          runner = made;
          resolve();
          return new Promise((done) => (end = done));
        });
        ended.catch(reject);
      }),
  );
  afterAll(async () => {
    end();
    await ended;
  });
  return () => {
    if (runner === undefined) throw new Error('the scratch database is there once the tests begin');
    return runner;
  };
}
