import { readFileSync } from 'node:fs';
import { STANDARD, startStack, stopPart } from '../../apps/development-stack/src/stack';
import { readState } from '../../apps/development-stack/src/stack-files';
import { accountOf, establishment, register, someone } from '../support/people';
import { codeOf, PlatformClient } from '../support/platform';
import { stack } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const dir = process.env['TEST_STACK_DIR'] ?? '';
const url = stack.provinces[GD]?.gateways[0]?.url ?? '';
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

const startAgain = () => startStack({ ...STANDARD, dir }, () => undefined);

async function readyShows(part: string, status: 'up' | 'down'): Promise<void> {
  await until(async () => {
    const answer = await fetch(`${url}/health/ready`);
    const health = (await answer.json()) as { parts: Record<string, { status: string }> };
    return health.parts[part]?.status === status && answer.status === (status === 'down' ? 503 : 200);
  });
}

test('the database is gone for a while: the gateway says so, waits, and goes on by itself', async () => {
  const donor = await register(GD, someone(GD), '100.00');
  await stopPart(dir, 'mariadb');
  const msgid = await platform.send(GD, 'M101', establishment(donor, someone('510000')));
  await readyShows('database', 'down');
  expect(platform.answers.get(msgid)).toBeUndefined();
  await startAgain();
  expect(codeOf(await platform.answerTo(msgid))).toBe('0');
  await readyShows('database', 'up');
  expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '100.00' });
});

test('Kafka is gone for a while: the gateway says so and goes on by itself', async () => {
  await stopPart(dir, 'kafka');
  await readyShows('kafka', 'down');
  await startAgain();
  await readyShows('kafka', 'up');
  const donor = await register(GD, someone(GD), '100.00');
  expect(await platform.ask(GD, 'M101', establishment(donor, someone('510000')))).toBe('0');
});

test('Kafka answers nothing for longer than a session: one line at the beginning and one at the end, nothing is lost', async () => {
  const log = stack.provinces[GD]?.gateways[0]?.log ?? '';
  const lines = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('by Kafka'));
  await readyShows('kafka', 'up');
  await until(() => lines().length % 2 === 0);
  const before = lines().length;
  const kafka = readState(dir)?.processes['kafka']?.pid ?? 0;
  process.kill(kafka, 'SIGSTOP');
  try {
    await readyShows('kafka', 'down');
    await until(() => lines().length > before);
    // A member that was silent for its session of 6 s is out of the group.
    const silent = Date.now();
    await until(() => Date.now() - silent > 15_000);
  } finally {
    process.kill(kafka, 'SIGCONT');
  }
  await readyShows('kafka', 'up');
  const donor = await register(GD, someone(GD), '100.00');
  expect(await platform.ask(GD, 'M101', establishment(donor, someone('510000')))).toBe('0');
  await until(() => lines().length === before + 2);
  expect(lines().at(-1)).toMatch(/served again by Kafka/);
});
