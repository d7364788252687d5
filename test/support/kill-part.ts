import { isRunning } from '../../apps/development-stack/src/processes';
import { readState } from '../../apps/development-stack/src/stack-files';
import { until } from './until';

/** SIGKILL for a part of a stack, such as `440000-1`. Resolves once it is gone: before, a start would take it for running. */
export async function killPart(dir: string, name: string): Promise<void> {
  const target = readState(dir)?.processes[name];
  if (!isRunning(target)) throw new Error(`${name} does not run`);
  process.kill(target.pid, 'SIGKILL');
  await until(() => !isRunning(target));
}
