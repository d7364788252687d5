import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { StageGiven, StageName, StageResults } from './stage';

const MAIN = join(__dirname, '..', 'main.js');
/** Characters of what a stage says of its trouble that are kept. */
const TROUBLE_KEPT = 2000;

/** A stage did not end as it should: nothing is known of what it left. */
export class StageError extends Error {}

/**
 * Carries a stage out in a process of its own, which ends with this one, whatever ends it. Rejects with StageError where
 * the process ends otherwise than well, and with the signal's reason where that aborts; the process is gone then.
 */
export async function runStage<Name extends StageName>(
  name: Name,
  given: StageGiven,
  signal?: AbortSignal,
): Promise<StageResults[Name]> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [MAIN, 'stage', name], { stdio: 'pipe' });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill);
  let answer = '';
  let trouble = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (trouble = (trouble + text).slice(-TROUBLE_KEPT)));
  // The password goes by the pipe, where nobody sees it. It stays open: its end tells the child that this process is gone.
  child.stdin.on('error', () => undefined).write(`${JSON.stringify(given)}\n`);
  try {
    const how = await new Promise<string | undefined>((resolve, reject) => {
      child.on('error', reject).on('close', (code, by) => resolve(code === 0 ? undefined : (by ?? `code ${code}`)));
    });
    signal?.throwIfAborted();
    if (how !== undefined) throw new StageError(`stage ${name} ended by ${how}: ${trouble.trim()}`);
    return JSON.parse(answer) as StageResults[Name];
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
