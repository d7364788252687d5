import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A process of the stack: its id and when it began, so that a recycled id is never taken for it. */
export interface StackProcess {
  readonly pid: number;
  readonly began: string;
  /** Set once it was ready: one that is not was left by a start that was killed in the middle. */
  readonly ready?: boolean;
}

/** A program of the stack before it is started, and how to see that it is ready. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly log: string;
  /** Looks once; a rejection counts as not yet. */
  readonly ready: () => Promise<boolean>;
}

/** How long a program may take until it is ready, ms: seconds on a machine at rest. One that ends is noticed at once. */
export const READY_WITHIN = 240_000;

const started: StackProcess[] = [];
let isEnding = false;

/** Starts a program in the background, its output in `log`. */
export function startProcess(program: string, args: readonly string[], log: string, cwd: string): StackProcess {
  if (isEnding) throw new Interrupted();
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'a');
  const child = spawn(program, [...args], { cwd, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  child.on('error', () => undefined);
  child.unref();
  if (child.pid === undefined) throw new Error(`${program} cannot be started`);
  const process = { pid: child.pid, began: beganAt(child.pid) ?? '' };
  started.push(process);
  return process;
}

/** Whether that very process still runs. */
export function isRunning(process: StackProcess | undefined): process is StackProcess {
  return process !== undefined && beganAt(process.pid) === process.began;
}

/** Asks a process to end, and kills it where it has not within `grace` ms. */
export async function endProcess(target: StackProcess | undefined, grace: number): Promise<void> {
  if (!isRunning(target)) return;
  process.kill(target.pid, 'SIGTERM');
  for (const until = Date.now() + grace; isRunning(target) && Date.now() < until;) await delay(50);
  if (isRunning(target)) process.kill(target.pid, 'SIGKILL');
  while (isRunning(target)) await delay(20);
}

/** Ends whatever this process started, the last first, and starts nothing more: it was interrupted. */
export async function endAllStarted(grace: number): Promise<void> {
  isEnding = true;
  for (const each of started.reverse()) await endProcess(each, grace);
}

/** The start time of a process by /proc; undefined where there is none, or only its zombie. */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The last lines of a log, for a message about a process that did not start. */
export function tailOf(log: string): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(no log)';
  }
}

/** The command was interrupted while something started. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted: what this command had started is stopped again.');
  }
}

/** Waits for a condition; throws with `what` and the log's end where the process dies, its time is over or `signal` aborts. */
export async function waitFor(
  condition: () => Promise<boolean>,
  options: { what: string; process: StackProcess; log: string; signal?: AbortSignal | undefined },
): Promise<void> {
  for (const until = Date.now() + READY_WITHIN; ; await delay(50)) {
    if (options.signal?.aborted) throw new Interrupted();
    if (await condition().catch(() => false)) return;
    if (!isRunning(options.process)) throw new Error(`${options.what} ended while starting:\n${tailOf(options.log)}`);
    if (Date.now() > until)
      throw new Error(`${options.what} is not ready after ${READY_WITHIN} ms:\n${tailOf(options.log)}`);
  }
}
