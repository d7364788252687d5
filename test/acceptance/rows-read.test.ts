import { join } from 'node:path';
import { stopPart } from '../../apps/development-stack/src/stack';
import { prepareDonors } from '../bench/apply-lines/donors';
import { applyDay } from '../support/apply-day';
import { databaseOf, sql } from '../support/database';
import { BUSY, fillTables, KNOWN, ROWS } from '../support/filled-tables';
import { OpenapiPage, type Operation } from '../support/openapi';
import { OwnStack } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { SlowLog, type Statement } from '../support/slow-log';
import { request } from '../support/stack';
import { until } from '../support/until';
import { confirm, UploadDesk } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';
import { asked, ending } from '../support/windows';

const SC = '510000';
/** Rows that one statement may go through: a few pages of a thousand, and far fewer than the tables have. */
const MOST = ROWS / 5;
/** Filling them takes a minute or two, on a slow machine some more, ms. */
const FILLED_WITHIN = 1_200_000;
/** What proves R31 goes through the whole database, what sums a month through it, and what counts for figures through an index. */
const WHOLE = ['/api/v1/audit/conservation', '/api/v1/clearing-statements/{clr_ym}'];
const COUNTS = /^SELECT \(SELECT COUNT\(\*\) FROM/;

const own = new OwnStack({ provinces: [SC], set: { 'waiting_room.timeout': '1h' } });
const log = new SlowLog(join(own.dir, 'statements.log'));
const settlements = { confirmed: newId('S'), refused: newId('S') };
let platform: PlatformClient;
let desk: UploadDesk;

beforeAll(async () => {
  await own.start();
  await stopPart(own.dir, `${SC}-1`);
  await fillTables(SC);
  await log.start();
  await own.start();
  platform = new PlatformClient();
  desk = new UploadDesk(SC, ({ input }) =>
    Object.values(settlements).includes(input.setl_id)
      ? input.setl_id === settlements.refused
        ? { infcode: '-1', err_code: 'E30' }
        : confirm()
      : undefined,
  );
  await Promise.all([platform.start(), desk.start()]);
}, FILLED_WITHIN);
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

/** What the gateway had the database carry out while `work` went on. */
async function statementsOf(work: () => Promise<void>): Promise<Statement[]> {
  const { end } = log;
  await work();
  // An entry is written once its statement is answered.
  const mark = newId('MARK');
  await sql(SC, `SELECT '${mark}'`);
  await until(() => log.since(end).some(({ sql: text }) => text.includes(mark)));
  return log.since(end);
}

const oursOf = (statements: readonly Statement[]) =>
  statements.filter(({ user, sql: text }) => user === 'mutual_aid' && !COUNTS.test(text));

/** Each statement of ours that goes through more rows than there are on a few pages, or would with more in the table. */
function scansOf(statements: readonly Statement[]): object[] {
  const scans = oursOf(statements).filter(
    ({ examined, plan }) =>
      examined > MOST || plan.some(({ type, rows }) => (type === 'ALL' || type === 'index') && rows > MOST),
  );
  return scans.map(({ sql: text, examined, plan }) => ({ sql: text.slice(0, 600), examined, plan }));
}

const VALUES: Readonly<Record<string, string>> = {
  psn_no: BUSY,
  id: KNOWN.relationship,
  setl_id: KNOWN.settlement,
  admdvs: '510000',
  clr_ym: '2026-06',
  date: '2026-06-10',
  role: 'donor',
};

/** Where a list is in its middle, and behind its end. */
function cursorsOf(path: string): [middle: string | number, end: string | number] {
  const end = Number(KNOWN.entry) * 3;
  if (path.endsWith('relationships')) return [KNOWN.relationship, end];
  if (path.endsWith('/pending')) return [`${ROWS / 2}.R7`, `${ROWS * 2}.R7`];
  if (path.endsWith('}/lines')) return ['R7.1.U7.1', 'S.1.U7.1'];
  if (path.endsWith('/reconciliations')) return [`20260610.donor.${ROWS / 2}`, '20260611.donor.1'];
  if (path.endsWith('}/usages')) return ['0.U7.0', '9.U7.1'];
  return [path.includes('account') ? KNOWN.entry : KNOWN.number, end];
}

/** An operation's address with every parameter that it must have, and its page in the middle of the list. */
function addressesOf({ path, parameters = [] }: Operation): string[] {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? '');
  const needed = parameters.filter((each) => each.in === 'query' && each.required);
  const query = needed.map(({ name }) => `${name}=${VALUES[name]}`).join('&');
  if (!parameters.some(({ name }) => name === 'limit')) return [`${filled}?${query}`];
  const [after, last] = cursorsOf(path);
  const pages = ['limit=1000', `limit=1000&after=${after}`, `limit=1000&after=${last}`];
  const states = parameters.some(({ name }) => name === 'state')
    ? ['', '&state=PENDING', '&state=REFUSED', '&state=PENDING&older_than=24h', '&older_than=24h']
    : [''];
  return pages.flatMap((page) => states.map((state) => `${filled}?${query}&${page}${state}`));
}

test('every GET of the document', async () => {
  const { operations } = await OpenapiPage.of(SC);
  const gets = operations.filter(
    ({ method, path }) => method === 'GET' && path.startsWith('/api/v1/') && !WHOLE.includes(path),
  );
  expect(gets.length).toBeGreaterThan(8);
  const statements = await statementsOf(async () => {
    for (const operation of gets)
      for (const address of addressesOf(operation)) {
        const { status } = await request(SC, 'GET', address, { roles: [operation['x-roles']?.[0] ?? ''] });
        expect([address, status]).toEqual([address, 200]);
      }
    expect((await request(SC, 'GET', '/health/ready', { token: '' })).status).toBe(200);
  });
  expect(oursOf(statements).length).toBeGreaterThan(gets.length);
  expect(scansOf(statements)).toEqual([]);
});

test('a statement that goes through a table, or sorts it, is noticed', async () => {
  for (const bad of ["SELECT msgid FROM upload WHERE body = 'x'", 'SELECT msgid FROM upload ORDER BY body LIMIT 1'])
    expect(scansOf(await statementsOf(async () => void (await sql(SC, bad))))).toMatchObject([{ sql: `${bad};` }]);
});

test('what goes on while nothing happens: the relay, what is sent again, the waiting room', async () => {
  const looks = (statements: readonly Statement[], what: RegExp) =>
    statements.filter(({ sql: text }) => what.test(text)).length;
  const { end } = log;
  await until(() => {
    const since = log.since(end);
    return looks(since, /next_at <= /) > 2 && looks(since, /arrived_at <= /) > 2;
  });
  expect(scansOf(log.since(end))).toEqual([]);
});

test('records and payments: recorded, repeated, early, refused, reversed, revoked, redriven', async () => {
  const statements = await statementsOf(async () => {
    const donor = await register(SC, someone(SC), '1000.00');
    const long = limitOf('5.00', Date.now() - 300 * 86_400_000);
    const given = establishment(donor, someone('440000'), [limitOf('100.00'), long]);
    const early = { mulaid_rel_id: given.mulaid_rel_id, limit: limitOf('10.00') };
    const waits = await platform.send(SC, 'M201', early);
    await platform.ask(SC, 'M101', given);
    await platform.answerTo(waits);
    for (const infno of ['M101', 'M201'] as const)
      await platform.ask(SC, infno, infno === 'M101' ? given : { ...early, limit: limitOf('1.00') });
    const revoked = { mulaid_rel_id: given.mulaid_rel_id, reason: '撤销' };
    await platform.ask(SC, 'M203', { ...revoked, mulaid_lmt_id: early.limit.mulaid_lmt_id });
    await platform.ask(SC, 'M103', revoked);
    const window = { roles: ['window'] };
    const asks = (address: string, body: object) => request(SC, 'POST', `/api/v1${address}`, { ...window, body });
    const made = await asks('/relationships', asked(donor, someone('440000')));
    expect(made.status).toBe(202);
    const id = String(made.body['mulaid_rel_id']);
    const { msgid } = await desk.hear(({ infno, key }) => infno === 'M111' && key === id);
    await desk.answer(msgid, confirm() ?? {});
    const limit = { request_id: newId('Q'), lmt_amt: '1.00' };
    await until(async () => (await asks(`/relationships/${id}/limits`, limit)).status === 202);
    expect((await asks(`/relationships/${id}/termination`, ending('donor'))).status).toBe(202);
    const change = { chg_type: 'END', chg_time: timeText(Date.now()) };
    for (const psnNo of [donor.psn_no, BUSY])
      expect(
        (await request(SC, 'POST', `/api/v1/insured-persons/${psnNo}/changes`, { roles: ['core'], body: change }))
          .status,
      ).toBe(202);
    const core = { roles: ['core'], body: { movement_id: newId('V'), amt: '1.00', direction: 'OUT', reason: 'r' } };
    await request(SC, 'POST', `/api/v1/personal-accounts/${donor.psn_no}/movements`, core);
    const { benef } = await wallet(platform, SC, ['50.00', '50.00'], '10.00');
    for (const setl_id of Object.values(settlements)) {
      await settle(SC, '/usage-quotes', usageOf(benef.psn_no, '20.00'));
      expect((await settle(SC, '/usages', usageOf(benef.psn_no, '20.00', { setl_id }))).status).toBe(201);
      await until(async () => {
        const { body } = await settle(SC, `/usages/${setl_id}`);
        return (body['upload'] as { state: string }).state !== 'PENDING';
      });
    }
    await settle(SC, `/usages/${settlements.confirmed}/reversal`, {});
    await platform.sendRaw(`mulaid.down.relation.${SC}`, [{ value: 'not JSON' }]);
    const operator = { roles: ['operator'] };
    const letters = async () => {
      const { body } = await request(SC, 'GET', `/api/v1/dead-letters?after=${ROWS}`, operator);
      return body['items'] as { id: string }[];
    };
    await until(async () => (await letters()).length === 2);
    for (const { id } of await letters()) await request(SC, 'POST', `/api/v1/dead-letters/${id}/redrive`, operator);
    const lines = JSON.stringify({ ...donor, enrolments: [{ insutype: '310', state: 'ACTIVE' }] });
    const imported = { roles: ['core'], raw: lines, type: 'application/x-ndjson' };
    expect((await request(SC, 'POST', '/api/v1/insured-persons/import', imported)).status).toBe(200);
  });
  expect(scansOf(statements)).toEqual([]);
});

test('lines of usage applied to donors’ accounts, again, and tried in vain', async () => {
  const of = { prefix: newId('D'), donors: 20, linesEach: 20 };
  await prepareDonors(databaseOf(SC), of);
  const statements = await statementsOf(async () => {
    const lines = { database: databaseOf(SC), of, batchMax: 20 };
    for (const became of ['applied', 'applied already'])
      expect((await applyDay(lines)).last.became).toEqual({ [became]: of.donors * of.linesEach });
    // Donors and limits that are not here: every line waits.
    const nobody = { ...of, prefix: newId('D') };
    expect((await applyDay({ ...lines, of: nobody })).last.became).toEqual({ UNKNOWN_LIMIT: of.donors * of.linesEach });
  });
  const tables = ['applied_line', 'unapplied_line'].map((table) => new RegExp(`\\b${table}\\b`));
  for (const table of tables) expect(statements.some(({ sql: text }) => table.test(text))).toBe(true);
  expect(scansOf(statements)).toEqual([]);
});
