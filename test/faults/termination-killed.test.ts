import { readFileSync } from 'node:fs';
import type { Connection } from 'mysql2/promise';
import { audit } from '../support/balance';
import { sql } from '../support/database';
import { killPart } from '../support/kill-part';
import { OwnStack } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { codeOf, newMsgid, timeText, type PlatformAnswer } from '../support/platform';
import { PlatformHttp } from '../support/platform-http';
import { rootConnection } from '../support/root';
import { GD, platform, reason, SC } from '../support/situations';
import { stack } from '../support/stack';
import { closing, figuresOf, reconcile, reconciling, usagePages, type Figures } from '../support/termination';
import { until } from '../support/until';
import { bodyOf, confirm, UploadDesk, type Upload } from '../support/upload-desk';
import { settle, usageOf } from '../support/wallets';
import { atWindow, ending, relationshipAt } from '../support/windows';

/** Usages of a fen each: so many lines that they go up in five pages, and are applied by five commands. */
const USAGES = 2100;
const AT_ONCE = 100;

const http = new PlatformHttp();
const set = { 'upload.resend_after': '1s', 'upload.resend_max': '2s' };
let own: OwnStack;
let root: Connection;
/** Which pages of an M413 the platform answers. */
let answered: 'none' | 'the first' | 'all' = 'none';
const desks = new Map<string, UploadDesk>();

function answerOf(province: string) {
  return (upload: Upload) => {
    if (upload.send_admdvs !== province) return undefined;
    if (upload.infno !== 'M413' || answered === 'all') return confirm();
    return answered === 'the first' && bodyOf<{ page: number }>(upload).page === 1 ? confirm() : undefined;
  };
}

beforeAll(async () => {
  await http.start();
  own = new OwnStack({ provinces: [GD, SC], replicas: 2, platformUrl: http.url, set });
  await own.start();
  // They speak to the stack that is there when they are made.
  for (const province of [GD, SC]) desks.set(province, new UploadDesk(province, answerOf(province)));
  await Promise.all([platform.start(), ...[...desks.values()].map((desk) => desk.start())]);
  root = await rootConnection();
}, 300_000);
afterAll(async () => {
  await root.end();
  await Promise.all([platform.stop(), ...[...desks.values()].map((desk) => desk.stop())]);
  await own.wipe();
  await http.stop();
});

const replicasOf = (province: string) => [`${province}-1`, `${province}-2`];

async function killReplicas(province: string): Promise<void> {
  await Promise.all(replicasOf(province).map((name) => killPart(own.dir, name)));
}

/** Whether a gateway waits for a lock on somebody's row; what innodb_trx says is as old as the last look at it. */
async function isWaiting(): Promise<boolean> {
  const [rows] = await root.query(
    "SELECT 1 FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND time_ms > 50 AND info LIKE 'SELECT psn_no,%FOR UPDATE%'",
  );
  return (rows as unknown[]).length > 0;
}

/** How often the province's gateways have said that somebody else holds a lock. */
function heldUpLines(province: string): number {
  const logs = (stack.provinces[province]?.gateways ?? []).map(({ log }) => readFileSync(log, 'utf8'));
  return logs.join('').split('somebody else holds locks').length;
}

/**
 * Sends a message and kills both replicas, and Kafka, between its commit and its answer: a lock holds it up until Kafka
 * is gone. Gives what it is answered after the start, and then once more to a repeat.
 */
async function answeredAfterCrash(
  province: string,
  psnNo: string,
  [infno, input]: readonly [string, object],
): Promise<PlatformAnswer['input']> {
  await root.query(`USE ${stack.provinces[province]?.database ?? ''}`);
  await root.query('BEGIN');
  await root.query('SELECT 1 FROM insured_person WHERE psn_no = ? FOR UPDATE', [psnNo]);
  const msgid = newMsgid();
  const before = heldUpLines(province);
  await platform.send(province, infno, input, { msgid });
  // Either it is seen to wait, or it waits apart by now.
  await until(async () => (await isWaiting()) || heldUpLines(province) > before);
  await killPart(own.dir, 'kafka');
  await root.query('ROLLBACK');
  await until(async () => {
    const rows = await sql(province, 'SELECT 1 FROM inbox WHERE msgid = ? AND infcode IS NOT NULL', [msgid]);
    return rows.length > 0;
  });
  await killReplicas(province);
  expect(platform.answers.get(msgid)).toBeUndefined();
  await own.start();
  const first = await platform.answerTo(msgid);
  const heard = platform.answers.get(msgid)?.length ?? 0;
  await platform.send(province, infno, input, { msgid });
  expect(await platform.answerTo(msgid, heard + 1)).toEqual(first);
  return first;
}

/** A relationship that both hold, with a limit of 100.00. */
async function held() {
  const [donor, benef] = [await register(GD, someone(GD), '1000.00'), await register(SC, someone(SC, '390'))];
  const limit = limitOf('100.00');
  const body = establishment(donor, benef, [limit]);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  expect(await platform.ask(SC, 'M102', body)).toBe('0');
  return { id: body.mulaid_rel_id, donor: donor.psn_no, benef: benef.psn_no, limit };
}

async function spend(benef: string): Promise<void> {
  for (let paid = 0; paid < USAGES; paid += AT_ONCE) {
    const bodies = Array.from({ length: AT_ONCE }, () => usageOf(benef, '0.01'));
    const answers = await Promise.all(bodies.map((body) => settle(SC, '/usages', body)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
  }
}

const countOf = async (table: string) =>
  Number((await sql(GD, `SELECT COUNT(*) AS count FROM ${table}`))[0]?.['count']);

/** The msgids under which the platform heard something of this relationship. */
function heardOf(province: string, infno: string, id: string): Set<string> {
  const heard = desks.get(province)?.heard ?? [];
  const of = heard.filter(
    (each) => each.infno === infno && bodyOf<{ mulaid_rel_id?: string }>(each).mulaid_rel_id === id,
  );
  return new Set(of.map(({ msgid }) => msgid));
}

async function proveBooks(): Promise<void> {
  for (const answers of platform.answers.values())
    expect(new Set(answers.map(({ input }) => JSON.stringify(input))).size).toBe(1);
  for (const province of [GD, SC]) expect(audit(province)).toMatchObject({ status: 0, proof: { ok: true } });
  await Promise.resolve();
}

const statesOf = async (province: string, id: string) =>
  (await relationshipAt(province, id)).history.map(({ to, cause }) => `${to} ${cause}`);

test('R27–R29: killed after M311, M301, in the middle of M413 and of the fetch, after M302: the end is the same', async () => {
  const { id, donor, benef, limit } = await held();
  await spend(benef);
  const home = desks.get(SC) as UploadDesk;

  expect((await atWindow(GD, `/relationships/${id}/termination`, ending('donor'))).status).toBe(202);
  await killReplicas(GD);
  await own.start();
  await desks.get(GD)?.hear(({ infno, input }) => infno === 'M311' && bodyIdOf(input) === id);
  expect((await relationshipAt(GD, id)).state).toBe('TERMINATING');

  // M301 with what the platform had long ago: the beneficiary region lists what it has, and is killed on the way again.
  const stale = reconciling(id, [figuresOf(limit)]);
  const figures: Figures[] = [figuresOf(limit, (USAGES / 100).toFixed(2), USAGES)];
  expect(await answeredAfterCrash(SC, benef, ['M301', stale])).toMatchObject({
    output: { result: 'MISMATCH', limits: figures },
  });
  answered = 'the first';
  await until(
    async () => (await sql(SC, "SELECT 1 FROM upload WHERE infno = 'M413' AND state = 'CONFIRMED'")).length === 1,
  );
  await killReplicas(SC);
  answered = 'all';
  await own.start();
  await until(async () => (await sql(SC, "SELECT 1 FROM upload WHERE state <> 'CONFIRMED'")).length === 0);
  const lines = await usagePages(home, id);
  expect(lines).toHaveLength(USAGES);
  expect(new Set(lines.map(({ use_id }) => use_id)).size).toBe(USAGES);

  // The donor region has none of it, gets it, and is killed on the way.
  const known = reconciling(id, figures);
  expect(await answeredAfterCrash(GD, donor, ['M301', known])).toMatchObject({ output: { result: 'MISMATCH' } });
  http.usages.set(
    id,
    lines.map((line) => ({ ...line, upload_time: timeText(Date.now()) })),
  );
  await until(async () => (await countOf('applied_line')) > 0);
  await killReplicas(GD);
  await own.start();
  await until(async () => (await countOf('usage_fetch')) === 0);
  expect(await countOf('applied_line')).toBe(USAGES);

  expect((await reconcile(platform, SC, known)).result).toBe('MATCH');
  expect((await reconcile(platform, GD, known)).result).toBe('MATCH');
  const end = closing(id, figures);
  expect(codeOf(await answeredAfterCrash(SC, benef, ['M302', end]))).toBe('0');
  expect(codeOf(await answeredAfterCrash(GD, donor, ['M302', end]))).toBe('0');

  expect(await accountOf(GD, donor)).toMatchObject({ balance: '979.00', frozen: '0.00' });
  for (const province of [GD, SC])
    expect((await relationshipAt(province, id)).limits).toMatchObject([
      { state: 'CLOSED', used_amt: '21.00', ret_amt: '79.00', balc: '0.00' },
    ]);
  expect((await statesOf(GD, id)).map((each) => each.split(' ')[0])).toEqual([
    'EFFECTIVE',
    'TERMINATING',
    'TERMINATED',
  ]);
  expect(await statesOf(SC, id)).toEqual(['EFFECTIVE M102', 'TERMINATING M301', 'TERMINATED M302']);
  expect(heardOf(GD, 'M311', id).size).toBe(1);
  expect(heardOf(SC, 'M413', id).size).toBe(Math.ceil(USAGES / 500));
  await proveBooks();
}, 900_000);

test('R29: killed after M301 and after M303: it is effective again, and what was spent stands', async () => {
  const { id, donor, benef, limit } = await held();
  const known = reconciling(id, [figuresOf(limit)]);
  expect(await answeredAfterCrash(GD, donor, ['M301', known])).toMatchObject({ output: { result: 'MATCH' } });
  expect((await reconcile(platform, SC, known)).result).toBe('MATCH');
  const cancellation = { mulaid_rel_id: id, reason };
  expect(codeOf(await answeredAfterCrash(SC, benef, ['M303', cancellation]))).toBe('0');
  expect(codeOf(await answeredAfterCrash(GD, donor, ['M303', cancellation]))).toBe('0');
  for (const province of [GD, SC])
    expect((await statesOf(province, id)).slice(1)).toEqual(['TERMINATING M301', 'EFFECTIVE M303']);
  expect(await accountOf(GD, donor)).toMatchObject({ balance: '1000.00', frozen: '100.00' });
  expect((await settle(SC, '/usages', usageOf(benef, '40.00'))).body).toMatchObject({ acct_mulaid_pay: '40.00' });
  await proveBooks();
}, 900_000);

function bodyIdOf(input: object): string | undefined {
  return (input as { mulaid_rel_id?: string }).mulaid_rel_id;
}
