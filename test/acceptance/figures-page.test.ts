import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../apps/development-stack/src/project';
import { sql } from '../support/database';
import { figureOf } from '../support/gateway-state';
import { OwnStack, policiesOf } from '../support/own-stack';
import { PlatformClient } from '../support/platform';
import { request, stack } from '../support/stack';
import { until } from '../support/until';
import { confirm, UploadDesk, type DeskAnswer } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const ZJ = '330000';
/** Two days ahead: what reckons by the machine's clock shows itself. */
const OFFSET = '48h';
const own = new OwnStack({
  provinces: [ZJ],
  policies: policiesOf(ZJ, {}),
  set: { 'clock.offset': OFFSET, 'upload.resend_after': '1s', 'upload.resend_max': '1s' },
});
let platform: PlatformClient;
let desk: UploadDesk;
let answerTo: (nth: number) => DeskAnswer = confirm;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  desk = new UploadDesk(ZJ, (_upload, nth) => answerTo(nth));
  await Promise.all([platform.start(), desk.start()]);
});
afterEach(() => (answerTo = confirm));
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

const scrape = async () => (await fetch(`${stack.provinces[ZJ]?.gateways[0]?.url}/metrics`)).text();
const counted = async (name: string) => (await figureOf(ZJ, name)) ?? 0;
/** Pays one yuan; gives whose. */
async function pay(): Promise<string> {
  const { benef } = await wallet(platform, ZJ, ['10.00']);
  expect((await settle(ZJ, '/usages', usageOf(benef.psn_no, '1.00'))).status).toBe(201);
  return benef.psn_no;
}

test('upload_age is the true age, by the gateway’s own clock, however that is shifted', async () => {
  answerTo = () => undefined;
  const before = performance.now();
  await pay();
  const age = () => figureOf(ZJ, 'mutual_aid_upload_age_seconds');
  await until(async () => ((await age()) ?? 0) > 2);
  expect(await age()).toBeLessThanOrEqual((performance.now() - before) / 1000);
  answerTo = confirm;
  await until(async () => (await age()) === 0);
});

test('resends and E99 are counted', async () => {
  const [resends, e99] = await Promise.all([
    counted('mutual_aid_resends_total'),
    counted('mutual_aid_e99_total{to="upload"}'),
  ]);
  answerTo = (nth) => (nth === 1 ? { infcode: '-1', err_code: 'E99' } : confirm());
  await pay();
  await until(async () => (await counted('mutual_aid_resends_total')) > resends);
  expect(await counted('mutual_aid_e99_total{to="upload"}')).toBe(e99 + 1);
  const messages = await counted('mutual_aid_e99_total{to="message"}');
  // Nothing but the writing of this one fails.
  await sql(ZJ, 'ALTER TABLE clearing_statement ADD CONSTRAINT not_this CHECK (month <> 202601)');
  expect(await platform.ask(ZJ, 'M601', { clr_ym: '2026-01', lines: [] })).toBe('E99');
  await sql(ZJ, 'ALTER TABLE clearing_statement DROP CONSTRAINT not_this');
  await until(async () => (await counted('mutual_aid_e99_total{to="message"}')) === messages + 1);
});

test('connections that are killed are replaced and batches run again, and both are counted', async () => {
  await pay();
  const [{ mine } = {}] = await sql<{ mine: number }>(ZJ, 'SELECT CONNECTION_ID() AS mine');
  const all = await sql<{ id: number }>(ZJ, 'SELECT id FROM information_schema.processlist WHERE db = DATABASE()');
  for (const { id } of all) if (id !== mine) await sql(ZJ, `KILL ${id}`).catch(() => undefined);
  await until(async () => (await settle(ZJ, '/usages', usageOf('nobody', '1.00'))).status === 404);
  await pay();
  await until(async () => (await counted('mutual_aid_reconnects_total{part="lane"}')) > 0);
  await until(async () => (await counted('mutual_aid_reconnects_total{part="relay"}')) > 0);
  expect(await counted('mutual_aid_ledger_retries_total{reason="unreachable"}')).toBeGreaterThan(0);
});

test('requests by method, route and status, and how long they took; never a path', async () => {
  const psnNo = await pay();
  await request(ZJ, 'GET', `/api/v1/wallets/${psnNo}`, { roles: ['settlement'] });
  await request(ZJ, 'GET', `/api/v1/nowhere/${psnNo}`, { roles: ['settlement'] });
  const place = 'method="GET",route="/api/v1/wallets/:psn_no"';
  expect(await counted(`mutual_aid_http_requests_total{${place},status="200"}`)).toBeGreaterThan(0);
  expect(await counted(`mutual_aid_http_request_seconds_count{${place}}`)).toBeGreaterThan(0);
  expect(await counted(`mutual_aid_http_requests_total{method="GET",route="none",status="404"}`)).toBeGreaterThan(0);
  expect(await scrape()).not.toContain(psnNo);
});

test('build, schema, lease, rebalances and pools', async () => {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  expect(await scrape()).toContain(`mutual_aid_build_info{version="${version}",node="`);
  const [{ latest } = {}] = await sql<{ latest: string }>(ZJ, 'SELECT MAX(timestamp) AS latest FROM migration');
  expect(await counted('mutual_aid_schema_version')).toBe(Number(latest));
  await until(async () => (await counted('mutual_aid_relay_lease')) === 1);
  expect(await counted('mutual_aid_rebalances_total')).toBeGreaterThan(0);
  const pool = (state: string) => counted(`mutual_aid_pool_connections{pool="requests",state="${state}"}`);
  expect((await pool('used')) + (await pool('idle'))).toBeGreaterThan(0);
  expect(await figureOf(ZJ, 'mutual_aid_pool_waiting{pool="long"}')).toBe(0);
});

test('the runbook lists what /metrics shows, and nothing else but the reconciler’s', async () => {
  await pay();
  await until(async () => (await figureOf(ZJ, 'mutual_aid_outbox_age_seconds')) !== undefined);
  await until(async () => (await scrape()).includes('mutual_aid_consumer_lag{'));
  const runbook = readFileSync(join(PROJECT, 'docs/runbook.md'), 'utf8');
  const listed = [...runbook.matchAll(/^\| `(mutual_aid_(?!reconciliation_)\w+)(?:\{([\w, ]+)\})?` /gm)].map(
    ([, name]) => name,
  );
  const shown = [...(await scrape()).matchAll(/^# TYPE (mutual_aid_\w+) /gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(shown));
});
