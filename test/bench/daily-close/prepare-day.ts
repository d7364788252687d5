import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '@libs/province-store';
import { stringify } from 'yaml';
import { createDatabases } from '../../../apps/development-stack/src/mariadb';
import type { StackFile } from '../../../apps/development-stack/src/stack-files';
import { writeGatewaySettings } from '../gateway-settings';
import { fillDatabase, PROVINCE, writeDay, type DayFiles } from './day-data';
import { DayServer } from './day-server';

/** One size's day: its database, its files, which are served, and how the reconciler is started on them. */
export interface Day {
  readonly rows: number;
  readonly database: DatabaseAddress;
  readonly donor: DayFiles;
  readonly benef: DayFiles;
  /** The settings' file. */
  readonly settings: string;
  /** Its files are served no more. */
  close(): void;
}

/** Where a day is prepared. */
export interface DayPlace {
  readonly dir: string;
  readonly stack: StackFile;
  readonly say: (text: string) => void;
}

/** Fills a database of its own for a day of so many rows, writes the day's files and serves them. */
export async function prepareDay({ dir, stack, say }: DayPlace, rows: number): Promise<Day> {
  say(`Filling a database for ${rows} rows a side …`);
  const name = `bench_day_${rows}`;
  await createDatabases(stack.database.port, [name]);
  const { host, port, user, password } = stack.database;
  const database = { host, port, user, password, name };
  await fillDatabase(database, rows);
  const files = join(dir, `files-${rows}`);
  mkdirSync(files);
  const donor = await writeDay(files, database, rows, 'donor');
  const benef = await writeDay(files, database, rows, 'benef');
  const server = await DayServer.serve([donor, benef]);
  const settings = writeSettings(dir, stack, database, server.url);
  return { rows, database, donor, benef, settings, close: () => server.close() };
}

function writeSettings(dir: string, stack: StackFile, database: DatabaseAddress, url: string): string {
  const policies = join(dir, 'policies');
  mkdirSync(policies, { recursive: true });
  const policy = {
    province: PROVINCE,
    name: '基准',
    // Who pays does so from the wallet: what the day's lines leave of an account is then known.
    policies: [{ effective_from: '2020-01-01T00:00:00+08:00', payment_order: { 1: ['wallet', 'account'] } }],
  };
  writeFileSync(join(policies, `${PROVINCE}.yaml`), stringify(policy));
  const place = { dir, province: PROVINCE, brokers: stack.kafka.brokers, database };
  const own = { 'platform.url': url, 'reconciliation.dir': join(dir, 'reconciliation'), 'token.key': 'k'.repeat(32) };
  return writeGatewaySettings(database.name, place, own);
}
