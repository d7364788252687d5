import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '@libs/province-store';
import { stringify } from 'yaml';
import { createDatabases } from '../../../apps/development-stack/src/mariadb';
import { NODE, NODE_FLAGS, PROJECT } from '../../../apps/development-stack/src/project';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import type { StackFile } from '../../../apps/development-stack/src/stack-files';
import { writeGatewaySettings } from '../gateway-settings';
import { median, type Figure } from '../report';
import { workFolder } from '../work-folder';
import { fillDatabase, MIDNIGHT, PROVINCE, resetDonors, writeDay, type DayFiles } from './day-data';
import { DayServer } from './day-server';
import { figuresOf, type Round } from './figures';
import { loadAndCompareLimits, loadAndCompareLines } from './load-data';
import { watchRun } from './watched-run';

const ROUNDS = 3;
const RAW = join(PROJECT, 'dist/test/bench/daily-close/raw-apply.js');

/** One size's day: its database, its files, and how the reconciler is started on them. */
interface Day {
  readonly rows: number;
  readonly database: DatabaseAddress;
  readonly donor: DayFiles;
  readonly benef: DayFiles;
  readonly settings: string;
}

/**
 * One day of 100,000 and of 1,000,000 rows a side, one in some thousands with a difference, from files served as §6 says:
 * checking and comparing against LOAD DATA with SQL, applying against writing the same rows and nothing else.
 */
export function dailyClose(say: (text: string) => void): Promise<Figure[]> {
  return closeDays([100_000, 1_000_000], say);
}

/** The largest day, which takes long and much room on the disk; 1,000,000 beside it, for how time grows. */
export function largestDailyClose(say: (text: string) => void): Promise<Figure[]> {
  return closeDays([1_000_000, 5_000_000], say);
}

async function closeDays(sizes: readonly number[], say: (text: string) => void): Promise<Figure[]> {
  const dir = workFolder();
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    const measured = new Map<number, Round[]>();
    for (const rows of sizes) measured.set(rows, await closeDay(dir, stack, rows, say));
    return figuresOf(measured, median);
  } finally {
    await stopStack(dir, { wipe: true });
  }
}

async function closeDay(dir: string, stack: StackFile, rows: number, say: (text: string) => void): Promise<Round[]> {
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
  try {
    const settings = writeSettings(dir, stack, database, server.url);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(await runOnce({ rows, database, donor, benef, settings }, say));
    return rounds;
  } finally {
    server.close();
  }
}

function writeSettings(dir: string, stack: StackFile, database: DatabaseAddress, url: string): string {
  const policies = join(dir, 'policies');
  mkdirSync(policies, { recursive: true });
  const policy = { province: PROVINCE, name: '基准', policies: [{ effective_from: '2020-01-01T00:00:00+08:00' }] };
  writeFileSync(join(policies, `${PROVINCE}.yaml`), stringify(policy));
  const place = { dir, province: PROVINCE, brokers: stack.kafka.brokers, database };
  const own = { 'platform.url': url, 'reconciliation.dir': join(dir, 'reconciliation'), 'token.key': 'k'.repeat(32) };
  return writeGatewaySettings(database.name, place, own);
}

/** The reconciler and its baselines by turns, so that a slow hour of the machine falls on both. */
async function runOnce({ rows, database, donor, benef, settings }: Day, say: (text: string) => void): Promise<Round> {
  await resetDonors(database);
  const donorRun = await watchRun(settings, database, 'donor');
  say(`  ${rows} as donor: ${inShort(donorRun.seconds)}; ${donorRun.run.diff_cnt} differences`);
  const limits = await loadAndCompareLimits(database, donor);
  await resetDonors(database);
  const raw = await rawApply(database, rows);
  say(`  LOAD DATA and sums by limit ${limits.toFixed(1)} s; raw rows ${raw.toFixed(1)} s`);
  const benefRun = await watchRun(settings, database, 'benef');
  say(`  ${rows} as benef: ${inShort(benefRun.seconds)}; ${benefRun.run.diff_cnt} differences`);
  const lines = await loadAndCompareLines(database, benef);
  say(`  LOAD DATA, checks and anti-joins ${lines.toFixed(1)} s`);
  return { donor: donorRun, benef: benefRun, limits, lines, raw };
}

function inShort(seconds: Readonly<Record<string, number>>): string {
  return Object.entries(seconds)
    .map(([stage, each]) => `${stage} ${each.toFixed(1)}`)
    .join(', ');
}

async function rawApply(database: DatabaseAddress, rows: number): Promise<number> {
  const given = JSON.stringify({ database, rows, midnight: MIDNIGHT });
  const child = spawn(NODE, [...NODE_FLAGS, RAW, given], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('writing raw rows failed');
  return (JSON.parse(text) as { seconds: number }).seconds;
}
