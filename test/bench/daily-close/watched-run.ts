import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseAddress } from '@libs/province-store';
import { openConnection, type Role } from './day-data';
import { ReconcileProcess, type PrintedRun } from './reconcile-process';

/** How often it is looked at, ms. */
const LOOKS = 25;

/** What a run took. */
export interface WatchedRun {
  /** By stage, seconds. */
  readonly seconds: Readonly<Record<string, number>>;
  /** From the start of its process to the first stage, seconds. */
  readonly startup: number;
  /** The most that all its processes had resident at once, MB. */
  readonly memory: number;
  readonly run: PrintedRun;
}

/** Has one day reconciled from the command line, and watches what it does by its row in the database. */
export async function watchRun(settings: string, database: DatabaseAddress, role: Role): Promise<WatchedRun> {
  const began = performance.now();
  const reconcile = new ReconcileProcess(settings, role);
  const seen: { stage: string; at: number }[] = [];
  let memory = 0;
  const connection = await openConnection(database);
  while (!reconcile.isOver) {
    const [rows] = (await connection.query(
      "SELECT stage FROM reconciliation_run WHERE role = ? AND state = 'RUNNING' ORDER BY run_no DESC LIMIT 1",
      [role],
    )) as unknown as [{ stage: string }[]];
    const stage = rows[0]?.stage;
    if (stage !== undefined && seen.at(-1)?.stage !== stage) seen.push({ stage, at: performance.now() });
    memory = Math.max(memory, residentOf(reconcile.pid));
    await delay(LOOKS);
  }
  await connection.end();
  const end = performance.now();
  const run = await reconcile.ended;
  if (run === undefined) throw new Error(`somebody killed reconcile --role ${role}`);
  const seconds: Record<string, number> = {};
  for (const [index, { stage, at }] of seen.entries())
    seconds[stage] = (seconds[stage] ?? 0) + ((seen[index + 1]?.at ?? end) - at) / 1000;
  return { seconds, startup: ((seen[0]?.at ?? end) - began) / 1000, memory, run };
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
