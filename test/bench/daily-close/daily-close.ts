import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabaseAddress } from '@libs/province-store';
import { NODE, NODE_FLAGS, PROJECT } from '../../../apps/development-stack/src/project';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import { median, type Figure } from '../report';
import { workFolder } from '../work-folder';
import { MIDNIGHT, PROVINCE, resetDonors } from './day-data';
import { disturbDay } from './disturbed-day';
import { figuresOf, type Round } from './figures';
import { loadAndCompareLimits, loadAndCompareLines } from './load-data';
import { prepareDay, type Day, type DayPlace } from './prepare-day';
import { watchRun } from './watched-run';

const ROUNDS = 3;
const RAW = join(PROJECT, 'dist/test/bench/daily-close/raw-apply.js');
/** Of the day that is disturbed: a run of it takes long enough for payments beside it, and to be killed anywhere. */
const DISTURBED = 200_000;

/**
 * One day of 100,000 and of 1,000,000 rows a side, one in some thousands with a difference, from files served as §6 says:
 * checking and comparing against LOAD DATA with SQL, applying against writing the same rows and nothing else. Then what a
 * run does to payments beside it, and what kills do to a run.
 */
export function dailyClose(say: (text: string) => void): Promise<Figure[]> {
  return onStack(say, async (place) => [
    ...(await closeDays([100_000, 1_000_000], place)),
    ...(await disturbDay(DISTURBED, place)),
  ]);
}

/** The largest day, which takes long and much room on the disk; 1,000,000 beside it, for how time grows. */
export function largestDailyClose(say: (text: string) => void): Promise<Figure[]> {
  return onStack(say, (place) => closeDays([1_000_000, 5_000_000], place));
}

/** Payments beside a run, and the kills, without the rest. */
export function disturbedDailyClose(say: (text: string) => void): Promise<Figure[]> {
  return onStack(say, (place) => disturbDay(DISTURBED, place));
}

async function onStack(
  say: (text: string) => void,
  measure: (place: DayPlace) => Promise<Figure[]>,
): Promise<Figure[]> {
  const dir = workFolder();
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    return await measure({ dir, stack, say });
  } finally {
    await stopStack(dir, { wipe: true });
  }
}

async function closeDays(sizes: readonly number[], place: DayPlace): Promise<Figure[]> {
  const measured = new Map<number, Round[]>();
  for (const rows of sizes) {
    const day = await prepareDay(place, rows);
    const rounds: Round[] = [];
    try {
      for (let round = 0; round < ROUNDS; round++) rounds.push(await runOnce(day, place.say));
    } finally {
      day.close();
    }
    measured.set(rows, rounds);
  }
  return figuresOf(measured, median);
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
