import { Kafka, logLevel } from 'kafkajs';
import { isRunning } from '../../apps/development-stack/src/processes';
import { readState } from '../../apps/development-stack/src/stack-files';
import { stopPart } from '../../apps/development-stack/src/stack';
import { sql } from '../support/database';
import { figureOf, logSince, readinessOf } from '../support/gateway-state';
import { HeldConnection } from '../support/held-connection';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, register, someone } from '../support/people';
import { codeOf, newId, PlatformClient } from '../support/platform';
import { killGatewayConnections, rootConnection } from '../support/root';
import { signalPart } from '../support/signal-part';
import { request, stack, tokenOf } from '../support/stack';
import { until } from '../support/until';
import { usageOf, settle, wallet } from '../support/wallets';

const HI = '460000';
const GATEWAY = `${HI}-1`;
/** What a busy machine may take longer, ms. */
const SLACK = 2500;

const own = new OwnStack({ provinces: [HI], policies: policiesOf(HI, {}) });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  await platform.start();
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});
afterEach(async () => {
  signalPart(own.dir, 'mariadb', 'SIGCONT');
  // What a test that failed left stopped must not fail the next.
  await own.start();
}, 120_000);

async function takes(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const staleSince = (source: string) =>
  figureOf(HI, `mutual_aid_figures_stale_since_seconds{source="${source}"}`) as Promise<number>;

/** How often a line stands in the log since a byte of it. */
function linesSince(from: number) {
  const counted: Record<string, number> = {};
  for (const { level, msg } of logSince(HI, from).lines)
    if (level !== 'info' || /served/.test(msg)) counted[msg] = (counted[msg] ?? 0) + 1;
  return counted;
}

test('figures and readiness are answered in time while the database hangs, and say which figures are old', async () => {
  const donor = await register(HI, someone(HI), '100.00');
  await platform.send(HI, 'M103', { mulaid_rel_id: newId('R'), reason: '撤销' });
  await until(async () => (await figureOf(HI, 'mutual_aid_waiting_messages')) === 1);
  await until(async () => ((await figureOf(HI, 'mutual_aid_waiting_message_age_seconds')) ?? 0) > 0);
  expect(await staleSince('database')).toBe(0);
  const { end } = logSince(HI);
  const hangsSince = Date.now() / 1000;
  signalPart(own.dir, 'mariadb', 'SIGSTOP');
  expect(await takes(() => Promise.all([staleSince('kafka'), staleSince('database')]))).toBeLessThan(2000 + SLACK);
  // It is asked every few seconds, and stale once it does not answer.
  await until(async () => (await staleSince('database')) > 0);
  const since = await staleSince('database');
  expect(since).toBeGreaterThan(hangsSince - 60);
  expect(since).toBeLessThan(hangsSince + 1);
  expect(await figureOf(HI, 'mutual_aid_waiting_messages')).toBe(1);
  expect(await staleSince('kafka')).toBe(0);
  expect(await takes(() => readinessOf(HI))).toBeLessThan(2000 + SLACK);
  expect(await readinessOf(HI)).toMatchObject({ status: 503, parts: { database: { status: 'down' } } });
  const waiting = await platform.send(HI, 'M101', establishment(donor, someone('510000')));
  const path = `/api/v1/personal-accounts/${donor.psn_no}`;
  const answers = [request(HI, 'GET', path, { roles: ['core'] }), settle(HI, '/usages', usageOf(donor.psn_no, '1.00'))];
  for (const { status, body, type, retryAfter } of await Promise.all(answers))
    expect([status, body['err_code'], type, retryAfter]).toEqual([
      ...[503, 'A08', 'application/problem+json; charset=utf-8', '2'],
    ]);
  signalPart(own.dir, 'mariadb', 'SIGCONT');
  expect(codeOf(await platform.answerTo(waiting))).toBe('0');
  await until(async () => (await readinessOf(HI)).status === 200 && (await staleSince('database')) === 0);
  await until(() => linesSince(end)['served again by the database'] === 1);
  expect(linesSince(end)).toEqual({ 'not served by the database': 1, 'served again by the database': 1 });
}, 120_000);

test('Kafka is gone: no figure says that nothing waits, and the log has a line at each end', async () => {
  const { benef } = await wallet(platform, HI, ['100.00']);
  await until(async () => (await figureOf(HI, 'mutual_aid_outbox_age_seconds')) === 0);
  const { end } = logSince(HI);
  await stopPart(own.dir, 'kafka');
  expect((await settle(HI, '/usages', usageOf(benef.psn_no, '1.00'))).status).toBe(201);
  await until(() => linesSince(end)['not served by Kafka'] === 1);
  await until(async () => (await staleSince('kafka')) > 0);
  expect(await takes(() => staleSince('kafka'))).toBeLessThan(2000 + SLACK);
  // Long enough for what said five lines a second to say many.
  await until(async () => ((await figureOf(HI, 'mutual_aid_outbox_age_seconds')) ?? 0) > 10);
  await own.start();
  await until(async () => (await figureOf(HI, 'mutual_aid_outbox_age_seconds')) === 0);
  await until(async () => (await readinessOf(HI)).status === 200 && (await staleSince('kafka')) === 0);
  // The relay, too, has to find that it is served again.
  await until(() => linesSince(end)['served again by Kafka'] === 1);
  const lines = linesSince(end);
  expect(lines).toMatchObject({ 'not served by Kafka': 1, 'served again by Kafka': 1 });
  expect(Object.values(lines).reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
}, 180_000);

test('a gateway that is stopped while the database hangs ends in time and in few lines, leaves its group, and answers A08', async () => {
  const donor = await register(HI, someone(HI), '100.00');
  const path = `/api/v1/personal-accounts/${donor.psn_no}`;
  const token = await tokenOf(['core'], HI);
  const { url = '', pid = 0 } = stack.provinces[HI]?.gateways[0] ?? {};
  const admin = new Kafka({ brokers: stack.kafka.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const gateway = readState(own.dir)?.processes[GATEWAY];
  signalPart(own.dir, 'mariadb', 'SIGSTOP');
  const waiting = await platform.send(HI, 'M101', establishment(donor, someone('510000')));
  await until(
    async () => ((await figureOf(HI, 'mutual_aid_consumer_lag{topic="mulaid.down.relation.460000"}')) ?? 0) > 0,
  );
  // One by one, so that several portions are in hand.
  for (let i = 0; i < 8; i++) await platform.send(HI, 'M103', { mulaid_rel_id: newId('R'), reason: '撤销' });
  const held = await HeldConnection.to(url);
  held.get(path, token);
  // It is under way, and not one that comes when the stop has begun.
  await until(async () => ((await figureOf(HI, 'mutual_aid_pool_connections{pool="requests",state="used"}')) ?? 0) > 0);
  const { end } = logSince(HI);
  process.kill(pid, 'SIGTERM');
  const ended = takes(() => until(() => !isRunning(gateway)));
  await until(() => logSince(HI, end).lines.some(({ msg }) => msg === 'stopping'));
  held.get(path, token);
  expect(await ended).toBeLessThan(10_000);
  const ofStop = logSince(HI, end).lines.filter((line) => JSON.stringify(line).includes('the gateway is stopping'));
  expect(ofStop.length).toBeLessThanOrEqual(1);
  const [group] = (await admin.describeGroups([`mutual-aid.${HI}`])).groups;
  expect(group?.members).toEqual([]);
  const answers = await held.answers();
  expect(answers).toHaveLength(2);
  for (const answer of answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/^content-type: application\/problem\+json/im);
    expect(answer).toMatch(/^retry-after: /im);
    expect(answer).toContain('"err_code":"A08"');
  }
  signalPart(own.dir, 'mariadb', 'SIGCONT');
  await own.start();
  expect(codeOf(await platform.answerTo(waiting))).toBe('0');
  await admin.disconnect();
}, 120_000);

/** What the database does to the gateway's user for a while, and how it gives it back. */
const USER = `'mutual_aid'@'%'`;
test.each([
  ['its password', `ALTER USER ${USER} IDENTIFIED BY 'another'`, `ALTER USER ${USER} IDENTIFIED BY 'mutual_aid'`],
  ['its rights', `REVOKE ALL ON *.* FROM ${USER}`, `GRANT ALL ON *.* TO ${USER}`],
  [
    'all but one of its connections',
    `ALTER USER ${USER} WITH MAX_USER_CONNECTIONS 1`,
    `ALTER USER ${USER} WITH MAX_USER_CONNECTIONS 0`,
  ],
])(
  'the database takes away %s: requests are told to come again, nothing is E99 or lost',
  async (_, take, giveBack) => {
    const donors = await Promise.all(Array.from({ length: 8 }, () => register(HI, someone(HI), '100.00')));
    const bodies = donors.map((donor) => establishment(donor, someone('510000')));
    const msgids: string[] = [];
    const root = await rootConnection();
    try {
      await root.query(take);
      await killGatewayConnections(root);
      for (const body of bodies) msgids.push(await platform.send(HI, 'M101', body));
      const moving = donors.map(({ psn_no }) => {
        const body = { movement_id: newId('MV'), direction: 'IN', amt: '1.00', reason: '缴费划入' };
        return request(HI, 'POST', `/api/v1/personal-accounts/${psn_no}/movements`, { roles: ['core'], body });
      });
      const answers = await Promise.all(moving);
      const codes = answers.map(({ status, body }) => `${status} ${JSON.stringify(body['err_code'])}`);
      expect(codes.filter((code) => !/^(503 "A08"|20[01] undefined)$/.test(code))).toEqual([]);
      expect(codes).toContain('503 "A08"');
    } finally {
      await killGatewayConnections(root);
      await root.query(giveBack);
      await root.end();
    }
    for (const msgid of msgids) expect(codeOf(await platform.answerTo(msgid))).toBe('0');
    for (const { psn_no } of donors) expect(await accountOf(HI, psn_no)).toMatchObject({ frozen: '100.00' });
    expect(await sql(HI, 'SELECT reason FROM dead_letter')).toEqual([]);
    await until(async () => (await readinessOf(HI)).status === 200, 60);
  },
  120_000,
);
