import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { NODE } from '../../apps/development-stack/src/project';
import { OwnStack } from '../support/own-stack';
import { stack } from '../support/stack';

const HE = '130000';
const own = new OwnStack({ provinces: [HE] });
beforeAll(() => own.start());
afterAll(() => own.wipe());

/** The time that a process's threads have been on a core, ms; of a thread that has ended, nothing. */
function onCore(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return 0;
    }
  });
  return threads.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** After its start a process still collects garbage. */
const SETTLES = 10_000;
const MEASURED = 30_000;
/** A process that does nothing but wake up a hundred times a second: what this machine takes for that. */
const WAKING = 'setInterval(() => undefined, 10)';

test('an idle gateway takes little more of a core than a process that wakes up a hundred times a second', async () => {
  const waking = spawn(NODE, ['-e', WAKING], { stdio: 'ignore' });
  const pids = [stack.provinces[HE]?.gateways[0]?.pid ?? 0, waking.pid ?? 0];
  try {
    await delay(SETTLES);
    const before = pids.map(onCore);
    await delay(MEASURED);
    const [gateway = 0, yardstick = 0] = pids.map((pid, index) => onCore(pid) - (before[index] ?? 0));
    const percent = (ms: number) => `${((100 * ms) / MEASURED).toFixed(2)} %`;
    process.stderr.write(`an idle gateway takes ${percent(gateway)} of a core, the yardstick ${percent(yardstick)}\n`);
    expect(gateway).toBeLessThan(2 * yardstick);
  } finally {
    waking.kill('SIGKILL');
  }
});
