import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { NODE } from '../../apps/development-stack/src/project';
import { OwnStack } from '../support/own-stack';
import { stack } from '../support/stack';
import { until } from '../support/until';

const SC = '510000';
const own = new OwnStack({ provinces: [SC] });
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

/** A process that does nothing but wake up a hundred times a second: what this machine takes for that. */
const WAKING = 'setInterval(() => undefined, 10)';
/** The gateway may take so many times as much; it took six times when it looked at the database ten times a second. */
const MOST_TIMES = 3;
/** What it has been on a core, ms, when the gateway has settled after its start; and for as long again it is measured. */
const SETTLED = 150;
const MEASURED = 120;

test('an idle gateway takes little more of a core than a process that wakes up a hundred times a second', async () => {
  const waking = spawn(NODE, ['-e', WAKING], { stdio: 'ignore' });
  const yardstick = waking.pid ?? 0;
  const gateway = stack.provinces[SC]?.gateways[0]?.pid ?? 0;
  try {
    await until(() => onCore(yardstick) >= SETTLED);
    const before = { at: performance.now(), gateway: onCore(gateway), yardstick: onCore(yardstick) };
    await until(() => onCore(yardstick) >= before.yardstick + MEASURED);
    const took = onCore(gateway) - before.gateway;
    const percent = (100 * took) / (performance.now() - before.at);
    process.stderr.write(`an idle gateway takes ${percent.toFixed(2)} % of a core\n`);
    expect(took).toBeLessThan(MOST_TIMES * MEASURED);
  } finally {
    waking.kill('SIGKILL');
  }
});
