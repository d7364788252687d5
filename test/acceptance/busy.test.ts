import { readState } from '../../apps/development-stack/src/stack-files';
import { audit } from '../support/balance';
import { sql } from '../support/database';
import { OwnStack } from '../support/own-stack';
import { PlatformClient } from '../support/platform';
import { stack } from '../support/stack';
import { until } from '../support/until';
import { insist, settle, usageOf, wallet } from '../support/wallets';

const SC = '510000';
const QUEUE = 20;
const AT_ONCE = 60;
const own = new OwnStack({ provinces: [SC] });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start({ 'ledger.queue_max': String(QUEUE), 'http.answer_within': '5s' });
  platform = new PlatformClient();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

const partStatus = async (): Promise<string | undefined> => {
  const answer = await fetch(`${stack.provinces[SC]?.gateways[0]?.url}/health/ready`);
  const { parts } = (await answer.json()) as { parts: Record<string, { status: string }> };
  return parts['database']?.status;
};

test('the first requests of a gateway’s life, hundreds at once, share one block of serials', async () => {
  const { benef } = await wallet(platform, SC, ['1000.00']);
  const answers = await Promise.all(
    Array.from({ length: 18 }, () => settle(SC, '/usages', usageOf(benef.psn_no, '1.00'))),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  // One for the usages, one for the answers, one for what an order has the platform told.
  expect(await sql(SC, 'SELECT next_serial FROM serial_block', [])).toEqual([{ next_serial: 300_000 }]);
});

test('A08: a database that answers nothing fills the queue; nobody is left waiting, and what is sent again pays once', async () => {
  const { benef } = await wallet(platform, SC, ['100.00']);
  const bodies = Array.from({ length: AT_ONCE }, () => usageOf(benef.psn_no, '1.00'));
  const mariadb = readState(own.dir)?.processes['mariadb']?.pid ?? 0;
  process.kill(mariadb, 'SIGSTOP');
  try {
    const began = Date.now();
    const answers = await Promise.all(
      bodies.map(async (body) => {
        const { status, body: problem, retryAfter } = await settle(SC, '/usages', body);
        return { status, code: problem['err_code'], retryAfter, after: Date.now() - began };
      }),
    );
    expect(answers.map(({ status, code, retryAfter }) => ({ status, code, retryAfter }))).toEqual(
      bodies.map(() => ({ status: 503, code: 'A08', retryAfter: '2' })),
    );
    // Those that the queue had no room for were not kept waiting until the others' time was over.
    const longest = Math.max(...answers.map(({ after }) => after));
    expect(answers.filter(({ after }) => after < 0.9 * longest).length).toBeGreaterThanOrEqual(AT_ONCE - 2 * QUEUE);
    expect((await settle(SC, `/usages/${bodies[0]?.setl_id}`)).body['err_code']).toBe('A08');
    await until(async () => (await partStatus()) === 'down');
  } finally {
    process.kill(mariadb, 'SIGCONT');
  }
  await until(async () => (await partStatus()) === 'up');
  const tries = { again: 0 };
  const paid = await Promise.all(bodies.map((body) => insist(SC, '/usages', body, tries)));
  expect(paid.every(({ status }) => status === 200 || status === 201)).toBe(true);
  expect((await settle(SC, `/wallets/${benef.psn_no}`)).body).toMatchObject({ balc: '40.00' });
  expect(audit(SC)).toMatchObject({ status: 0, proof: { ok: true, violations: [] } });
});
