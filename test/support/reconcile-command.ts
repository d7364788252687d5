import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stackDir } from './stack';

/** How the command line came to its end. */
export interface Reconciled {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, where that is a run. */
  readonly run: { readonly run_no: number; readonly state: string; readonly diff_cnt?: number } | undefined;
  readonly said: string;
}

/** `reconcile` of a province of the stack, with the platform and the folder of the test. */
export class ReconcileCommand {
  readonly child: ChildProcess;
  /** As it ends. */
  readonly ended: Promise<Reconciled>;

  constructor(province: string, day: { date: string; role: string }, given: { url: string; dir: string }) {
    const settings = join(stackDir(), 'gateways', `${province}-1.yaml`);
    const main = ['dist/apps/reconciler/src/main.js', 'reconcile', '--settings', settings];
    const environment = { MUTUAL_AID_PLATFORM_URL: given.url, MUTUAL_AID_RECONCILIATION_DIR: given.dir };
    this.child = spawn(process.execPath, [...main, '--date', day.date, '--role', day.role], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = this.end();
  }

  private async end(): Promise<Reconciled> {
    const texts = { out: '', err: '' };
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
    const [status, signal] = (await once(this.child, 'close')) as [number | null, NodeJS.Signals | null];
    const run = texts.out === '' ? undefined : (JSON.parse(texts.out) as Reconciled['run']);
    return { status, signal, run, said: texts.err };
  }
}
