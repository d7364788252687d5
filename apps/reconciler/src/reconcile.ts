import { setTimeout as delay } from 'node:timers/promises';
import { periodsOf, type Run, type RunDay, type RunRole } from '@libs/mutual-aid';
import { parseDay } from '@libs/national-platform';
import { loadSettings, makeLog } from '@libs/operations';
import { Reconciler } from './reconciler';
import { runShown } from './run-shown';
import { progressLine, type Progress } from './watching/progress';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** So often the terminal is told how far it has come, and it is looked at a run that somebody else carries out, ms. */
const TELLS = 1000;
const LOOKS = 500;

/** What a person at the command line has to put right. */
export class UsageError extends Error {}

/**
 * `reconcile --date 2026-06-01 --role donor`: reconciles a day and prints its run as JSON; where somebody else is at it,
 * waits for that. 0 for BALANCED and UNBALANCED.
 */
export async function reconcile(argv: readonly string[]): Promise<number> {
  const settings = loadSettings(argv);
  const asked = askedFor(argv);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  // Standard output is the run's alone.
  const log = makeLog('silent', 'reconciler');
  const terminal = new Terminal(say);
  const reconciler = new Reconciler(settings, log, terminal);
  if (asked.day >= periodsOf(reconciler.clock.now()).day)
    throw new UsageError('Today and later days cannot be reconciled yet: give a day that is over.');
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of SIGNALS) process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
  });
  try {
    const run = await Promise.race([carryOut(reconciler, asked, say), stopped]);
    process.stdout.write(`${JSON.stringify(runShown(run), undefined, 2)}\n`);
    if (run.reason !== undefined) say(`${run.state}: ${run.reason}`);
    return run.state === 'BALANCED' || run.state === 'UNBALANCED' ? 0 : 1;
  } finally {
    terminal.rests();
    await reconciler.stop();
  }
}

async function carryOut(reconciler: Reconciler, asked: RunDay, say: (text: string) => void): Promise<Run> {
  const { ledger, table, runner, clock } = reconciler;
  await reconciler.awaitSchema();
  const { run } = await ledger.submit({ kind: 'request-run', ...asked, cause: 'command line' });
  for (let told = false; ;) {
    const now = await table.find(run);
    if (now === undefined) throw new Error('the run is gone');
    const isOver = now.state === 'BALANCED' || now.state === 'UNBALANCED';
    // Whoever put it off has just tried.
    if (isOver || (now.state !== 'RUNNING' && now.dueAt > clock.now())) return now;
    if ((await runner.carryOut(now)) === 'done') continue;
    if (!told) say('Another process is at this run; waiting for its end …');
    told = true;
    await delay(LOOKS);
  }
}

function askedFor(argv: readonly string[]): RunDay {
  const day = parseDay(flag(argv, '--date') ?? '');
  if (day === undefined) throw new UsageError('--date takes a day such as 2026-06-01.');
  const role = flag(argv, '--role');
  if (role !== 'donor' && role !== 'benef') throw new UsageError('--role takes donor or benef.');
  return { day, role: role satisfies RunRole };
}

function flag(argv: readonly string[], name: string): string | undefined {
  const index = argv.indexOf(name);
  return index < 0 ? undefined : argv[index + 1];
}

/** How far it has come, a line a second where that changes. */
class Terminal {
  private telling: NodeJS.Timeout | undefined;
  private last = '';

  constructor(private readonly say: (text: string) => void) {}

  begins(progress: Progress): void {
    clearInterval(this.telling);
    this.telling = setInterval(() => this.tell(progressLine(progress.run, progress.look())), TELLS);
    this.telling.unref();
  }

  ended(): void {
    // The run is printed.
  }

  rests(): void {
    clearInterval(this.telling);
  }

  private tell(line: string): void {
    if (line !== this.last) this.say(line);
    this.last = line;
  }
}
