import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { MEMORY_LIMIT, type StageGiven, type StageName, type StageResults } from './stage';

const MAIN = join(__dirname, '..', 'main.js');
/** A few rows at a time are read: a small space for what is young keeps the process small. */
const FLAGS = ['--max-semi-space-size=4'];
/** MB for DuckDB, tried one after the other where it was too little: an unusual day takes more memory, but ends. */
const MEMORY = [MEMORY_LIMIT, 3 * MEMORY_LIMIT, 9 * MEMORY_LIMIT];
const TOO_LITTLE = 'Out of Memory Error';
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
  for (const memory of MEMORY.slice(0, -1)) {
    try {
      return await runOnce(name, { ...given, memory }, signal);
    } catch (error) {
      if (!(error instanceof StageError && error.message.includes(TOO_LITTLE))) throw error;
    }
  }
  return runOnce(name, { ...given, memory: MEMORY.at(-1) }, signal);
}

async function runOnce<Name extends StageName>(
  name: Name,
  given: StageGiven,
  signal?: AbortSignal,
): Promise<StageResults[Name]> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [...FLAGS, MAIN, 'stage', name], { stdio: 'pipe' });
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
