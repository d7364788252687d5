import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseAddress } from '@libs/province-store';
import { tailOf } from '../../../apps/development-stack/src/processes';
import { NODE, PROJECT, RECONCILER_FLAGS } from '../../../apps/development-stack/src/project';
import { DATE, openConnection } from './day-data';

/** How often it is looked at, ms. */
const LOOKS = 25;

/** What a run took. */
export interface WatchedRun {
  /** By stage, seconds. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The most that all its processes had resident at once, MB. */
  readonly memory: number;
  readonly run: { readonly state: string; readonly cnt: number; readonly diff_cnt: number };
}

/** Has one day reconciled from the command line, and watches what it does by its row in the database. */
export async function watchRun(
  settings: string,
  database: DatabaseAddress,
  role: 'donor' | 'benef',
): Promise<WatchedRun> {
  const main = join(PROJECT, 'dist/apps/reconciler/src/main.js');
  const args = ['reconcile', '--settings', settings, '--date', DATE, '--role', role];
  const log = openSync(`${settings}.log`, 'a');
  const child = spawn(NODE, [...RECONCILER_FLAGS, main, ...args], { cwd: PROJECT, stdio: ['ignore', 'pipe', log] });
  closeSync(log);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  let isOver = false;
  const ended = once(child, 'exit').then(([code]) => {
    isOver = true;
    return code as number | null;
  });
  const seen: { stage: string; at: number }[] = [];
  let memory = 0;
  const connection = await openConnection(database);
  while (!isOver) {
    const [rows] = (await connection.query(
      "SELECT stage FROM reconciliation_run WHERE role = ? AND state = 'RUNNING' ORDER BY run_no DESC LIMIT 1",
      [role],
    )) as unknown as [{ stage: string }[]];
    const stage = rows[0]?.stage;
    if (stage !== undefined && seen.at(-1)?.stage !== stage) seen.push({ stage, at: performance.now() });
    memory = Math.max(memory, residentOf(child.pid ?? 0));
    await delay(LOOKS);
  }
  await connection.end();
  const end = performance.now();
  if ((await ended) !== 0)
    throw new Error(`reconcile --role ${role} did not succeed: ${text}\n${tailOf(`${settings}.log`)}`);
  const seconds: Record<string, number> = {};
  for (const [index, { stage, at }] of seen.entries())
    seconds[stage] = (seconds[stage] ?? 0) + ((seen[index + 1]?.at ?? end) - at) / 1000;
  return { seconds, memory, run: JSON.parse(text) as WatchedRun['run'] };
}

/** What a process and all that it has started have resident, MB. */
function residentOf(pid: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (each: number): number =>
    residentSize(each) + (children.get(each) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(pid);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function residentSize(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
