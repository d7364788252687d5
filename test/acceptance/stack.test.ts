import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { NODE, PROJECT } from '../../apps/development-stack/src/project';
import { audit } from '../support/balance';
import { sql } from '../support/database';
import { killPart } from '../support/kill-part';
import { OwnStack, policiesOf } from '../support/own-stack';
import { patientKafka } from '../support/patient-kafka';
import { establishment, register, someone } from '../support/people';
import { PlatformClient } from '../support/platform';
import { request, stack } from '../support/stack';

const JS = '320000';
const MAIN = join(PROJECT, 'dist/apps/development-stack/src/main.js');
const policies = policiesOf(JS, {});
const own = new OwnStack({ provinces: [JS], policies, reconcilers: true, set: { 'waiting_room.timeout': '1h' } });
const shared = stack;

beforeAll(() => own.start());
afterAll(() => own.wipe());

const start = (dir: string, ...flags: string[]) =>
  run('start', '--dir', dir, '--provinces', JS, '--policies', policies, '--no-platform', ...flags);
const run = (...args: string[]) => spawnSync(NODE, [MAIN, ...args], { cwd: PROJECT, encoding: 'utf8' });

const anything = (type: unknown) => expect.any(type) as unknown;
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as unknown;

/** Processes whose command line names a folder. */
function processesOf(dir: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir);
    } catch {
      return false;
    }
  });
}

test('stack.json says where everything is', () => {
  expect(stack).toEqual({
    kafka: { brokers: [matching(/^127\.0\.0\.1:\d+$/)] },
    database: { host: '127.0.0.1', port: anything(Number), user: anything(String), password: anything(String) },
    platform: { url: matching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    provinces: {
      [JS]: {
        database: anything(String),
        gateways: [{ url: matching(/^http:/), pid: anything(Number), log: anything(String) }],
        reconciler: { url: matching(/^http:/), pid: anything(Number), log: anything(String) },
      },
    },
  });
  const [gateway] = stack.provinces[JS]?.gateways ?? [];
  expect(readFileSync(`/proc/${gateway?.pid}/cmdline`, 'utf8')).toContain('apps/gateway/src/main.js');
  expect(existsSync(gateway?.log ?? '')).toBe(true);
});

test('every topic is there with six partitions', async () => {
  const admin = patientKafka().admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata();
  await admin.disconnect();
  const ours = topics.filter(({ name }) => name.startsWith('mulaid.'));
  const kinds = ['relation', 'limit', 'terminate', 'notice', 'ack'].map((kind) => `mulaid.down.${kind}.${JS}`);
  const up = ['ack', 'relation', 'limit', 'usage', 'terminate', 'recon'].map((kind) => `mulaid.up.${kind}`);
  expect(ours.map(({ name }) => name).sort()).toEqual([...kinds, ...up].sort());
  expect(ours.map(({ partitions }) => partitions.length)).toEqual(ours.map(() => 6));
});

test('two stacks in two folders do not meet', async () => {
  expect(stack.kafka.brokers).not.toEqual(shared.kafka.brokers);
  expect(stack.database.port).not.toBe(shared.database.port);
  const platform = new PlatformClient();
  await platform.start();
  const donor = await register(JS, someone(JS), '10.00');
  expect(await platform.ask(JS, 'M101', establishment(donor, someone('510000')), {})).toBe('E25');
  await platform.stop();
});

test('a token of the stack is accepted, with the roles and the person it names', async () => {
  const { stdout, status } = run('token', '--dir', own.dir, '--roles', 'core,window', '--sub', 'clerk');
  expect(status).toBe(0);
  const answer = await request(JS, 'GET', '/api/v1/insured-persons/nobody', { token: stdout.trim() });
  expect(answer.status).toBe(404);
  const foreign = run('token', '--dir', own.dir, '--roles', 'core', '--province', '440000').stdout.trim();
  expect((await request(JS, 'GET', '/api/v1/insured-persons/nobody', { token: foreign })).status).toBe(403);
});

test('started again, only a killed gateway starts, with its new settings and the old flags', async () => {
  const before = stack.provinces[JS]?.gateways[0]?.pid ?? 0;
  const servers = processesOf(own.dir).filter((pid) => Number(pid) !== before);
  await killPart(own.dir, `${JS}-1`);
  await own.start({ 'log.level': 'debug' });
  const [after] = stack.provinces[JS]?.gateways ?? [];
  expect(after?.pid).not.toBe(before);
  expect(processesOf(own.dir).filter((pid) => Number(pid) !== after?.pid)).toEqual(servers);
  const settings = readFileSync(join(own.dir, 'gateways', `${JS}-1.yaml`), 'utf8');
  expect(settings).toContain('log.level: "debug"');
  expect(settings).toContain('waiting_room.timeout: "1h"');
});

test('a reconciler runs beside the gateway; killed, it alone starts again', async () => {
  const ready = async () => (await fetch(`${stack.provinces[JS]?.reconciler?.url}/health/ready`)).status;
  const before = stack.provinces[JS]?.reconciler?.pid ?? 0;
  expect(readFileSync(`/proc/${before}/cmdline`, 'utf8')).toContain('apps/reconciler/src/main.js\0serve');
  expect(await ready()).toBe(200);
  const others = processesOf(own.dir).filter((pid) => Number(pid) !== before);
  await killPart(own.dir, `${JS}-reconciler`);
  await own.start();
  const after = stack.provinces[JS]?.reconciler?.pid ?? 0;
  expect(after).not.toBe(before);
  expect(processesOf(own.dir).filter((pid) => Number(pid) !== after)).toEqual(others);
  expect(await ready()).toBe(200);
});

test.each([
  ['today', ['--date', new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), '--role', 'donor'], 'Today'],
  ['no date', ['--role', 'donor'], '--date'],
  ['no such day', ['--date', '2026-02-30', '--role', 'donor'], '--date'],
  ['no role', ['--date', '2026-06-01'], '--role'],
  ['another province', ['--province', '110000', '--date', '2026-06-01', '--role', 'donor'], '110000'],
])('reconcile, %s: a sentence, and 1', (_case, flags, named) => {
  const { status, stdout, stderr } = run('reconcile', '--dir', own.dir, ...flags);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(named);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('the audit names the row that does not add up, and ends with 1', async () => {
  const { psn_no } = await register(JS, someone(JS), '10.00');
  expect(audit(JS).status).toBe(0);
  await sql(JS, 'UPDATE insured_person SET balance = balance + 1 WHERE psn_no = ?', [psn_no]);
  const { status, proof } = audit(JS);
  await sql(JS, 'UPDATE insured_person SET balance = balance - 1 WHERE psn_no = ?', [psn_no]);
  expect(status).toBe(1);
  const found = { id: psn_no, expected: '1000', found: '1001' };
  expect(proof.violations).toContainEqual({ kind: 'BALANCE_DIFFERS', ...found });
  expect(audit(JS).status).toBe(0);
});

test.each([
  ['an unknown flag', ['--province', JS], '--province'],
  ['provinces that are none', ['--provinces', '44'], '--provinces'],
  ['no replica', ['--replicas', '0'], '--replicas'],
  ['a setting without a value', ['--set', 'signature'], '--set'],
  ['a setting that does not exist', ['--set', 'waiting.timeout=1s'], 'waiting.timeout'],
  ['a setting with a wrong value', ['--set', 'waiting_room.timeout=soon'], 'waiting_room.timeout'],
  ['a port that is none', ['--set', 'http.port=65536'], 'http.port'],
  ['a platform over something else than HTTP', ['--platform-url', 'ftp://127.0.0.1'], '--platform-url'],
  ['a folder without a name', ['--dir', ''], '--dir'],
])('%s stops the start with a sentence that names it', (_case, flags, named) => {
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-flags-'));
  const { status, stderr } = run('start', '--dir', dir, ...flags);
  expect(status).not.toBe(0);
  expect(stderr).toContain(named);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(processesOf(dir)).toEqual([]);
  rmSync(dir, { recursive: true, force: true });
});

test.each([
  ['under /proc', () => '/proc/mutual-aid/stack', undefined],
  ['under /sys', () => '/sys/mutual-aid', undefined],
  ['a file in the way', (dir: string) => join(dir, 'file'), undefined],
  ['a file above', (dir: string) => join(dir, 'file', 'stack'), undefined],
  ['no rights', (dir: string) => join(dir, 'stack'), 65_534],
])('a folder that cannot be made is refused at once, in a sentence: %s', (_case, pathIn, uid) => {
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-no-folder-'));
  writeFileSync(join(dir, 'file'), '');
  chmodSync(dir, 0o755);
  const path = pathIn(dir);
  const args = [MAIN, 'start', '--dir', path, '--provinces', '440000'];
  const mine = process.getuid?.() === 0 ? uid : undefined;
  if (uid !== undefined && mine === undefined) chmodSync(dir, 0o555);
  const who = mine === undefined ? {} : { uid: mine, gid: mine };
  const { status, stderr, signal } = spawnSync(NODE, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: 120_000,
    ...who,
  });
  expect({ status, signal }).toEqual({ status: 1, signal: null });
  expect(stderr).toMatch(
    new RegExp(`^The folder ${path} cannot be used: [a-z ]+ \\(/.*\\)\\. Give another by --dir\\.\n$`),
  );
  rmSync(dir, { recursive: true, force: true });
});

test('a first start that was killed, or failed, is not remembered', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-first-'));
  const args = [MAIN, 'start', '--dir', dir, '--provinces', '330000', '--policies', policiesOf('330000', {})];
  const killed = spawn(NODE, args, { cwd: PROJECT, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(killed, 'exit');
  for await (const chunk of killed.stderr) if (String(chunk).includes('Starting mariadb')) break;
  killed.kill('SIGKILL');
  await ended;
  const left = processesOf(dir);
  expect(left).not.toEqual([]);

  const failed = start(dir, '--replicas', '2', '--set', 'token.key=-----BEGIN PUBLIC KEY-----');
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('cannot be read as one');
  expect(processesOf(dir)).toEqual([]);
  expect(readdirSync(dir)).toEqual(['logs']);

  const good = start(dir);
  expect({ status: good.status, said: good.stderr }).toMatchObject({ status: 0 });
  const { provinces } = JSON.parse(readFileSync(join(dir, 'stack.json'), 'utf8')) as typeof stack;
  expect(Object.entries(provinces).map(([province, { gateways }]) => [province, gateways.length])).toEqual([[JS, 1]]);
  expect(readFileSync(join(dir, 'gateways', `${JS}-1.yaml`), 'utf8')).not.toContain('BEGIN');
  expect(run('stop', '--dir', dir, '--wipe').status).toBe(0);
  expect(existsSync(dir)).toBe(false);
});

test.each([
  ['before anything runs', ''],
  ['while Kafka starts', 'Starting kafka'],
  ['while MariaDB starts', 'Starting mariadb'],
  ['while the platform starts', 'Starting platform'],
  ['while a gateway starts', `Starting ${JS}-1`],
  ['while a reconciler starts', `Starting ${JS}-reconciler`],
])('interrupted %s, a start leaves no process behind', async (_case, said) => {
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-interrupt-'));
  const args = [MAIN, 'start', '--dir', dir, '--provinces', JS, '--policies', policies];
  const starting = spawn(NODE, args, { cwd: PROJECT, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(starting, 'exit');
  let heard = '';
  for await (const chunk of starting.stderr) {
    heard += String(chunk);
    if (heard.includes(said)) break;
  }
  starting.kill('SIGINT');
  const [code] = (await ended) as [number | null];
  expect(code).not.toBe(0);
  expect(processesOf(dir)).toEqual([]);
  rmSync(dir, { recursive: true, force: true });
});

test('started twice at once: the second waits for the first, and nothing is started twice', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-twice-'));
  const args = [MAIN, 'start', '--dir', dir, '--provinces', JS, '--policies', policies, '--no-platform'];
  const both = [1, 2].map(() => spawn(NODE, args, { cwd: PROJECT, stdio: ['ignore', 'ignore', 'pipe'] }));
  const ends = await Promise.all(
    both.map(async (started) => ({
      said: await text(started.stderr),
      status: started.exitCode ?? Number((await once(started, 'exit'))[0]),
    })),
  );
  expect(ends.map(({ status }) => status)).toEqual([0, 0]);
  expect(ends.filter(({ said }) => said.includes(`Another start of ${dir} is under way`))).toHaveLength(1);
  expect(ends.filter(({ said }) => said.includes('Starting kafka'))).toHaveLength(1);
  expect(run('stop', '--dir', dir, '--wipe').status).toBe(0);
});

test('stopped, it keeps its data; wiped, it keeps nothing', async () => {
  const { psn_no } = await register(JS, someone(JS), '7.00');
  expect(run('stop', '--dir', own.dir).status).toBe(0);
  expect(processesOf(own.dir)).toEqual([]);
  await own.start();
  const answer = await request(JS, 'GET', `/api/v1/personal-accounts/${psn_no}`, { roles: ['core'] });
  expect(answer.body).toMatchObject({ balance: '7.00' });
  // A folder may be somebody's, with other things in it.
  writeFileSync(join(own.dir, 'notes'), '');
  expect(run('stop', '--dir', own.dir, '--wipe').status).toBe(0);
  expect(processesOf(own.dir)).toEqual([]);
  expect(readdirSync(own.dir)).toEqual(['notes']);
  rmSync(own.dir, { recursive: true });
});
