import { LedgerConnection, provinceDataSource } from '@libs/province-store';
import { poolThatBegins } from '../../libs/province-store/src/session';
import { stopPart } from '../../apps/development-stack/src/stack';
import { audit } from '../support/balance';
import { OwnStack } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone, type Stated } from '../support/people';
import { PlatformClient, timeText } from '../support/platform';
import { rootConnection } from '../support/root';
import { request, stack } from '../support/stack';
import { until } from '../support/until';
import { confirm, UploadDesk, type DeskAnswer, type Upload } from '../support/upload-desk';
import { settle, usageOf } from '../support/wallets';

const SC = '510000';
const GATEWAY = `${SC}-1`;
const own = new OwnStack({ provinces: [SC] });
const operator = { roles: ['operator'] };
let platform: PlatformClient;
let desk: UploadDesk;
let answerTo: (upload: Upload) => DeskAnswer = confirm;

/** A server whose administrator chose other defaults than ours. */
const OTHER_DEFAULTS = [
  "sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT,IGNORE_SPACE,PAD_CHAR_TO_FULL_LENGTH,NO_ZERO_DATE'",
  "time_zone = '-11:00'",
  "tx_isolation = 'SERIALIZABLE'",
  'autocommit = 0',
  'check_constraint_checks = 0',
  'innodb_lock_wait_timeout = 1000',
  "character_set_server = 'latin1'",
  'sql_select_limit = 1',
  'max_join_size = 1',
  'completion_type = 2',
];

beforeAll(async () => {
  await own.start();
  await stopPart(own.dir, GATEWAY);
  const root = await rootConnection();
  for (const each of OTHER_DEFAULTS) await root.query(`SET GLOBAL ${each}`);
  // The schema, too, is made under them.
  await root.query(`DROP DATABASE ${stack.provinces[SC]?.database}`);
  await root.end();
  await own.start();
  platform = new PlatformClient();
  desk = new UploadDesk(SC, (upload) => answerTo(upload));
  await Promise.all([platform.start(), desk.start()]);
});
afterEach(() => (answerTo = confirm));
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

/** Everything that SQL reads as something else under one mode or another. */
const NAME = `李'四"\\' || "\\"--\\`;

function named(province: string): Stated {
  return { ...someone(province), psn_name: NAME };
}

interface Letter {
  readonly id: string;
  readonly msgid: string;
  readonly state: string;
  readonly history: readonly { readonly what: string; readonly by?: string }[];
}

async function letterOf(msgid: string): Promise<Letter | undefined> {
  const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', { roles: ['auditor'] });
  return (body['items'] as Letter[]).find((each) => each.msgid === msgid);
}

/** A payment of a person with that name whose upload the platform refuses in such words. */
async function refusedPayment() {
  answerTo = () => ({ infcode: '-1', err_code: 'E30', err_msg: `额度不存在 ${NAME}` });
  const benef = await register(SC, named(SC), '5.00');
  const body = establishment(named('440000'), benef, [limitOf('100.00', Date.now() - 60_000)]);
  expect(await platform.ask(SC, 'M102', body)).toBe('0');
  const usage = usageOf(benef.psn_no, '103.00');
  const answer = await settle(SC, '/usages', usage);
  expect(answer).toMatchObject({ status: 201, body: { acct_mulaid_pay: '100.00', acct_pay: '3.00' } });
  const { msgid } = await desk.hear(({ input }) => input.use_id === answer.body['use_id']);
  await until(async () => (await letterOf(msgid))?.state === 'OPEN');
  return { benef, usage, msgid, letter: (await letterOf(msgid)) as Letter };
}

const stateOf = async (setlId: string) =>
  ((await settle(SC, `/usages/${setlId}`)).body as { upload: { state: string } }).upload.state;

test('a wallet of three limits is seen and spent whole', async () => {
  const benef = await register(SC, named(SC));
  const limits = ['1.00', '2.00', '4.00'].map((amount) => limitOf(amount, Date.now() - 60_000));
  expect(await platform.ask(SC, 'M102', establishment(named('440000'), benef, limits))).toBe('0');
  expect(await settle(SC, `/wallets/${benef.psn_no}`)).toMatchObject({ body: { balc: '7.00', limits: [{}, {}, {}] } });
  const answer = await settle(SC, '/usages', usageOf(benef.psn_no, '8.00'));
  expect(answer).toMatchObject({ status: 201, body: { acct_mulaid_pay: '7.00', psn_cash_pay: '1.00' } });
});

test('a refused upload is redriven and confirmed', async () => {
  const { usage, msgid, letter } = await refusedPayment();
  expect(letter.history[0]?.what).toContain(NAME);
  answerTo = confirm;
  expect(await request(SC, 'POST', `/api/v1/dead-letters/${letter.id}/redrive`, operator)).toMatchObject({
    status: 200,
    body: { state: 'REDRIVEN' },
  });
  await until(async () => (await stateOf(usage.setl_id)) === 'CONFIRMED');
  expect((await letterOf(msgid))?.history.at(-1)).toMatchObject({ what: 'REDRIVEN', by: 'tester' });
});

test('a refused upload is discarded', async () => {
  const { letter } = await refusedPayment();
  const discarded = await request(SC, 'POST', `/api/v1/dead-letters/${letter.id}/discard`, operator);
  expect(discarded).toMatchObject({ status: 200, body: { state: 'DISCARDED' } });
});

test('a payment and its reversal; names are what was sent', async () => {
  answerTo = confirm;
  const { benef, usage, letter } = await refusedPayment();
  const shown = await request(SC, 'GET', `/api/v1/insured-persons/${benef.psn_no}`, { roles: ['core'] });
  expect(shown).toMatchObject({ status: 200, body: { psn_name: NAME } });
  answerTo = confirm;
  await request(SC, 'POST', `/api/v1/dead-letters/${letter.id}/redrive`, operator);
  await until(async () => (await stateOf(usage.setl_id)) === 'CONFIRMED');
  expect((await settle(SC, `/usages/${usage.setl_id}/reversal`, { reason: NAME })).status).toBe(201);
  await until(async () => {
    const { body } = await settle(SC, `/usages/${usage.setl_id}`);
    return (body as { reversal?: { upload: { state: string } } }).reversal?.upload.state === 'CONFIRMED';
  });
  expect(await accountOf(SC, benef.psn_no)).toMatchObject({ balance: '5.00' });
});

test('what is registered, imported, moved and recorded is listed', async () => {
  const donor = await register(SC, named(SC), '100.00');
  const { insutype, ...imported } = named(SC);
  const line = { ...imported, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '7.00' };
  const raw = `${JSON.stringify(line)}\n`;
  const answer = await request(SC, 'POST', '/api/v1/insured-persons/import', {
    roles: ['core'],
    raw,
    type: 'application/x-ndjson',
  });
  expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  expect(await accountOf(SC, imported.psn_no)).toMatchObject({ balance: '7.00' });
  const established = Date.now();
  const body = establishment(donor, named('440000'), undefined, { estab_time: timeText(established) });
  expect(await platform.ask(SC, 'M101', body)).toBe('0');
  const shown = await request(SC, 'GET', `/api/v1/relationships/${body.mulaid_rel_id}`, { roles: ['auditor'] });
  expect(shown).toMatchObject({ status: 200, body: { estab_time: timeText(established), donor: { psn_name: NAME } } });
  expect(await accountOf(SC, donor.psn_no)).toMatchObject({ frozen: '100.00', trail: { items: [{}, {}] } });
  const entries = await request(SC, 'GET', '/api/v1/account-entries', { roles: ['core'] });
  expect(entries.status).toBe(200);
  expect(entries.body['items']).toContainEqual(expect.objectContaining({ psn_no: donor.psn_no }));
  expect(audit(SC).proof).toMatchObject({ ok: true, violations: [] });
});

/** How a connection works now, as the server tells it. */
function addressOf(province: string) {
  const { host, port, user, password } = stack.database;
  return { host, port, user, password, name: stack.provinces[province]?.database ?? '' };
}

const HOW =
  'SELECT @@sql_mode AS mode, @@time_zone AS zone, @@tx_isolation AS isolation, @@check_constraint_checks AS checks, ' +
  '@@innodb_lock_wait_timeout AS wait, @@character_set_connection AS letters, @@collation_connection AS collation, @@autocommit AS auto';

test('every connection of ours begins alike', async () => {
  const address = addressOf(SC);
  const begun = (lockWait: number) => [
    'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
    '+00:00',
    'READ-COMMITTED',
    1,
    lockWait,
    'utf8mb4',
    'utf8mb4_bin',
  ];
  for (const use of ['lane', 'other'] as const) {
    const open = await LedgerConnection.open(address, use);
    const [rows] = await open.run(HOW);
    open.close();
    expect(rows?.[0]?.map(String)).toEqual([...begun(use === 'lane' ? 1 : 3), use === 'lane' ? 0 : 1].map(String));
  }
  for (const use of ['requests', 'long'] as const) {
    const source = await provinceDataSource(address, use).initialize();
    // More at once than the pool opened at first.
    const found = await Promise.all([1, 2].map(() => source.query<Record<string, unknown>[]>(HOW)));
    await source.destroy();
    for (const [row] of found) expect(Object.values(row ?? {}).map(String)).toEqual([...begun(3), 1].map(String));
  }
});

test('a connection that could not begin so is not used', async () => {
  const { host, port, user, password } = stack.database;
  const driver = poolThatBegins(["SET sql_mode = 'NONSENSE'"]);
  const pool = driver.createPool({ host, port, user, password, connectionLimit: 1 }).promise();
  for (let i = 0; i < 3; i++) await expect(pool.query('CREATE DATABASE made_after_all')).rejects.toThrow();
  await pool.end();
  // Under these defaults a plain connection may not even list databases.
  const open = await LedgerConnection.open(addressOf(SC));
  const [found] = await open.run("SHOW DATABASES LIKE 'made_after_all'");
  open.close();
  expect(found).toEqual([]);
});
