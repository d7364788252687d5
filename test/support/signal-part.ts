import { isRunning } from '../../apps/development-stack/src/processes';
import { readState } from '../../apps/development-stack/src/stack-files';

/** Sends a signal to a part of a stack, such as `mariadb`: SIGSTOP makes it hang, SIGCONT lets it go on. */
export function signalPart(dir: string, name: string, signal: NodeJS.Signals): void {
  const target = readState(dir)?.processes[name];
  if (!isRunning(target)) throw new Error(`${name} does not run`);
  process.kill(target.pid, signal);
}
