import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { tailOf } from '../../../apps/development-stack/src/processes';
import { NODE, PROJECT, RECONCILER_FLAGS } from '../../../apps/development-stack/src/project';
import { DATE, type Role } from './day-data';

/** A run as the command line prints it, as far as it is looked at here. */
export interface PrintedRun {
  readonly run_no: number;
  readonly state: string;
  readonly cnt: number;
  readonly diff_cnt: number;
}

/** One day that is reconciled from the command line, as an operator has it. */
export class ReconcileProcess {
  readonly pid: number;
  /** The run once it has come to its end, undefined where it was killed; rejects where it ended otherwise. */
  readonly ended: Promise<PrintedRun | undefined>;
  /** Whether it has ended, however. */
  isOver = false;

  constructor(settings: string, role: Role) {
    const main = join(PROJECT, 'dist/apps/reconciler/src/main.js');
    const args = ['reconcile', '--settings', settings, '--date', DATE, '--role', role];
    const log = openSync(`${settings}.log`, 'a');
    const child = spawn(NODE, [...RECONCILER_FLAGS, main, ...args], { cwd: PROJECT, stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    this.pid = child.pid ?? 0;
    // Where the bench is interrupted, it does not run on.
    const kill = (): void => this.kill();
    process.once('exit', kill);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    this.ended = once(child, 'close').then(([code, signal]) => {
      this.isOver = true;
      process.off('exit', kill);
      if (signal === 'SIGKILL') return undefined;
      if (code === 0) return JSON.parse(text) as PrintedRun;
      throw new Error(`reconcile --role ${role} did not succeed: ${text}\n${tailOf(`${settings}.log`)}`);
    });
    // Whoever waits for it hears of it.
    this.ended.catch(() => (this.isOver = true));
  }

  /** Kills it, as the kernel or the power does: without a word, and nothing that it started is told. */
  kill(): void {
    if (!this.isOver) process.kill(this.pid, 'SIGKILL');
  }
}
