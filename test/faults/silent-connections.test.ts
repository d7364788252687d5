import type { RowDataPacket } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import { readState } from '../../apps/development-stack/src/stack-files';
import { readinessOf } from '../support/gateway-state';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, register, someone, type Stated } from '../support/people';
import { codeOf, newId, PlatformClient } from '../support/platform';
import { rootConnection } from '../support/root';
import { SilentProxy } from '../support/silent-proxy';
import { request, stack, type HttpAnswer } from '../support/stack';
import { until } from '../support/until';

const GX = '450000';
const PEOPLE = 16;

const own = new OwnStack({ provinces: [GX], policies: policiesOf(GX, {}) });
let proxy: SilentProxy;
let platform: PlatformClient;
let root: Connection;

beforeAll(async () => {
  proxy = await SilentProxy.before(() => readState(own.dir)?.ports['mariadb'] ?? 0);
  await own.start({ 'database.port': String(proxy.port), 'health.stalled_after': '2s' });
  platform = new PlatformClient();
  await platform.start();
  root = await rootConnection();
  await root.query(`USE ${stack.provinces[GX]?.database ?? ''}`);
}, 120_000);
afterAll(async () => {
  await Promise.all([platform.stop(), root.end()]);
  await own.wipe();
  proxy.stop();
});

const moveIn = (psnNo: string, movement_id = newId('MV')): Promise<HttpAnswer> =>
  request(GX, 'POST', `/api/v1/personal-accounts/${psnNo}/movements`, {
    roles: ['core'],
    body: { movement_id, direction: 'IN', amt: '1.00', reason: '缴费划入' },
  });

/** The same request again until it is answered, as callers do. */
async function insistOnMoving(psnNo: string): Promise<void> {
  const movementId = newId('MV');
  await until(async () => {
    const { status, body } = await moveIn(psnNo, movementId);
    if (status === 503) expect(body['err_code']).toBe('A08');
    else expect(`${status} ${JSON.stringify(body)}`).toMatch(/^20[01] /);
    return status !== 503;
  }, 90);
}

/** Where the gateway's connection comes from that waits with a statement of this text. */
async function portOfWaiting(text: string): Promise<number> {
  let port: number | undefined;
  await until(async () => {
    const [rows] = await root.query<RowDataPacket[]>(
      'SELECT HOST FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND INFO LIKE ?',
      [`%${text}%`],
    );
    port = Number(String(rows[0]?.['HOST'] ?? '').split(':')[1]);
    return port > 0;
  });
  return port ?? 0;
}

async function everybodyIsServed(people: readonly Stated[]): Promise<void> {
  await Promise.all(people.map(({ psn_no }) => insistOnMoving(psn_no)));
  const bodies = people.map((donor) => establishment(donor, someone('510000')));
  const codes = await Promise.all(bodies.map((body) => platform.ask(GX, 'M101', body)));
  expect(codes).toEqual(people.map(() => '0'));
}

const registerPeople = (): Promise<Stated[]> =>
  Promise.all(Array.from({ length: PEOPLE }, () => register(GX, someone(GX), '1000.00')));

test('a lane falls silent in the middle of its transaction: told of, replaced, and everybody is served again', async () => {
  const people = await registerPeople();
  const [held] = people as [Stated];
  await root.query('BEGIN');
  await root.query('SELECT 1 FROM insured_person WHERE psn_no = ? FOR UPDATE', [held.psn_no]);
  const moving = insistOnMoving(held.psn_no);
  proxy.silence(await portOfWaiting(held.psn_no));
  await root.query('ROLLBACK');
  await until(async () => {
    const { status, parts } = await readinessOf(GX);
    return status === 503 && /^lane \d has had work for/.test(parts['ledger']?.detail ?? '');
  });
  // Those of the silent lane too: what it left at the server must not hold its locks.
  await Promise.all([moving, everybodyIsServed(people)]);
  await until(async () => (await readinessOf(GX)).status === 200);
  expect((await accountOf(GX, held.psn_no)).balance).toBe('1002.00');
  const { body } = await request(GX, 'GET', '/api/v1/audit/conservation', { roles: ['auditor'] });
  expect(body).toMatchObject({ ok: true });
}, 180_000);

test('a lane falls silent while it commits: done once, and told so', async () => {
  const person = await register(GX, someone(GX), '1000.00');
  const movementId = newId('MV');
  await root.query('BEGIN');
  await root.query(`INSERT INTO account_movement VALUES (?, ?, '', 'IN', 1, '', 0, 0, 0)`, [movementId, person.psn_no]);
  const moving = moveIn(person.psn_no, movementId);
  proxy.silence(await portOfWaiting('account_movement'));
  await root.query('ROLLBACK');
  const { status } = await moving;
  expect([200, 201, 503]).toContain(status);
  await until(async () => (await moveIn(person.psn_no, movementId)).status === 200, 90);
  expect((await accountOf(GX, person.psn_no)).balance).toBe('1001.00');
}, 120_000);

test('every connection is silent and no new one is answered: told of at once, and it goes on by itself', async () => {
  const people = await registerPeople();
  await Promise.all(people.map(({ psn_no }) => accountOf(GX, psn_no)));
  proxy.silenceAll();
  const waiting = await platform.send(GX, 'M101', establishment(people[0] as Stated, someone('510000')));
  const started = performance.now();
  const { status, parts } = await readinessOf(GX);
  expect([status, parts['database']?.status]).toEqual([503, 'down']);
  expect(performance.now() - started).toBeLessThan(5000);
  const reads = people.map(({ psn_no }) =>
    request(GX, 'GET', `/api/v1/personal-accounts/${psn_no}`, { roles: ['core'] }),
  );
  for (const { type, body, retryAfter } of await Promise.all(reads)) {
    expect([type, body['err_code'], retryAfter]).toEqual(['application/problem+json; charset=utf-8', 'A08', '2']);
  }
  expect((await moveIn((people[1] as Stated).psn_no)).body['err_code']).toBe('A08');
  proxy.forwardAgain();
  expect(codeOf(await platform.answerTo(waiting))).toBe('0');
  await everybodyIsServed(people.slice(1));
  await until(async () => (await readinessOf(GX)).status === 200);
}, 180_000);
