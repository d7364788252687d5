import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE, PROJECT } from './project';
import { stopStack } from './stack';

/** How a run of jest ended. */
interface Ran {
  readonly passed: number;
  readonly failed: number;
  readonly good: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs every test, or those that jest's own flags choose, and ends with the line that CI reads. The pure tests run beside
 * those on the stack, which wait for much of their time. Stacks that the tests leave, interrupted too, are stopped.
 */
export async function runTests(args: readonly string[]): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'mutual-aid-test-'));
  try {
    const runs =
      args.length > 0
        ? [runJest(work, 'chosen', args)]
        : [
            runJest(work, 'stack', ['--selectProjects', 'stack']),
            runJest(work, 'rules', ['--selectProjects', 'rules']),
          ];
    const ran = await Promise.all(runs);
    const sum = (count: 'passed' | 'failed') => ran.reduce((total, each) => total + each[count], 0);
    process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
    return ran.every(({ good }) => good) ? 0 : 1;
  } finally {
    for (const name of readdirSync(work)) {
      if (existsSync(join(work, name, 'state.json'))) await stopStack(join(work, name), { wipe: true });
    }
    rmSync(work, { recursive: true, force: true });
  }
}

async function runJest(work: string, name: string, args: readonly string[]): Promise<Ran> {
  const result = join(work, `${name}.json`);
  const jest = join(PROJECT, 'node_modules/jest/bin/jest.js');
  const run = [NODE, jest, '--ci', '--forceExit', '--json', `--outputFile=${result}`, ...args];
  const child = spawn('env', [`TMPDIR=${work}`, ...run], { cwd: PROJECT, stdio: ['ignore', 2, 2] });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  const [status] = (await once(child, 'exit')) as [number | null];
  if (!existsSync(result)) return { passed: 0, failed: 1, good: false };
  const counted = JSON.parse(readFileSync(result, 'utf8')) as Record<string, number>;
  const failed = (counted['numFailedTests'] ?? 0) + (counted['numRuntimeErrorTestSuites'] ?? 0);
  return { passed: counted['numPassedTests'] ?? 0, failed, good: failed === 0 && status === 0 };
}
