import { spawn } from 'node:child_process';
import type { DayGiven, DayTold } from '../bench/apply-lines/apply-day';

/** How a process ended that applied a day's lines, and what it told last. */
export interface DayEnded {
  readonly signal: NodeJS.Signals | null;
  readonly last: DayTold;
}

/** Applies a day's lines in a process of its own, killed once it has told of so many. */
export async function applyDay(given: DayGiven, killedAt = Infinity): Promise<DayEnded> {
  const program = ['dist/test/bench/apply-lines/apply-day.js', JSON.stringify(given)];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last: DayTold = { lines: 0 };
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    const lines = (text + part).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) last = JSON.parse(line) as DayTold;
    if (last.lines >= killedAt) child.kill('SIGKILL');
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by)));
  return { signal, last };
}
