import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { PROJECT } from '../../apps/development-stack/src/project';
import { loadSettings, SettingsError } from '@libs/operations';
import { loadProvincePolicies, PolicyFileError } from '@libs/province-policy';
import { gatewayToEnd } from '../support/ended-gateway';
import { stackDir } from '../support/stack';

const GD = '440000';
const work = mkdtempSync(join(tmpdir(), 'mutual-aid-settings-'));
const file = join(work, 'gateway.yaml');
const policies = join(work, 'provinces');

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** What the gateway says at its start about these files: the checks that its main.ts begins with. */
function saidOf(args: string[], environment: Record<string, string> = {}): string {
  try {
    const checked = loadSettings(args, environment);
    loadProvincePolicies(checked['policies.dir'], checked.province);
  } catch (error) {
    if (error instanceof SettingsError || error instanceof PolicyFileError) return error.message;
    throw error;
  }
  return 'starts';
}

/** The settings of the stack's gateway, with the test's own folder of policies. */
function settings(): Record<string, string> {
  const standard = readFileSync(join(stackDir(), 'gateways', `${GD}-1.yaml`), 'utf8');
  return { ...(parse(standard, { schema: 'failsafe' }) as Record<string, string>), 'policies.dir': policies };
}

function write(content: Record<string, unknown>): void {
  writeFileSync(file, stringify(content));
}

/** What every line has, this one being the last. */
const FATAL = {
  level: 'fatal',
  app: 'gateway',
  host: hostname(),
  version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
};

const GOOD = ["province: '440000'", 'name: 广东省', 'policies:', "  - effective_from: '2026-01-01T00:00:00+08:00'"];

/** A policy file of four good lines, and then these. */
function spoilPolicy(lines: string): void {
  writeFileSync(join(policies, `${GD}.yaml`), `${[...GOOD, lines].join('\n')}\n`);
}

beforeEach(() => cpSync(join(PROJECT, 'config/provinces'), policies, { recursive: true }));

describe('the process ends with the sentence in one line of its log and exit code 1', () => {
  test('where all is right up to then, the checks pass', () => {
    write(settings());
    expect(saidOf(['--settings', file])).toBe('starts');
  });

  test.each<[string, () => void, RegExp]>([
    [
      'an unknown setting',
      () => write({ ...settings(), nonsense: '1' }),
      /gateway.yaml:\d+: there is no setting "nonsense"/,
    ],
    [
      'a wrong type',
      () => write({ ...settings(), 'http.port': 'x' }),
      /gateway.yaml:\d+: "http.port" is "x", but must be/,
    ],
    ['no database', () => write({ ...settings(), 'database.name': undefined }), /"database.name" is missing/],
    [
      'a wrong policy file',
      () => spoilPolicy("    caps: { amount_max: '1' }"),
      /440000.yaml:5: .*must be an amount in quotes/,
    ],
    ['no file of its own', () => rmSync(join(policies, `${GD}.yaml`)), /there is no 440000.yaml/],
  ])('%s', (_what, spoil, reason) => {
    write(settings());
    spoil();
    const ended = gatewayToEnd(['--settings', file]);
    expect(ended.reason).toMatch(reason);
    expect(ended.reason.split('\n')).toHaveLength(1);
    expect(ended.line).toMatchObject(FATAL);
    expect(ended.stderr).toBe('');
    expect(ended.status).toBe(1);
  });

  test('a misspelt environment variable', () => {
    write(settings());
    const ended = gatewayToEnd(['--settings', file], { MUTUAL_AID_WAITING_ROOM_TIMEOT: '1m' });
    expect(ended.reason).toMatch(
      /variable MUTUAL_AID_WAITING_ROOM_TIMEOT .* nearest is MUTUAL_AID_WAITING_ROOM_TIMEOUT\b/,
    );
    expect(ended.line).toMatchObject(FATAL);
    expect(ended.status).toBe(1);
  });

  test('a port that is taken, which nobody foresaw', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    write({ ...settings(), 'http.port': String((server.address() as AddressInfo).port) });
    const ended = gatewayToEnd(['--settings', file]);
    server.close();
    expect(ended.reason).toContain('EADDRINUSE');
    expect(ended.line).toMatchObject({ ...FATAL, where: expect.stringContaining('Error') as unknown });
    expect(ended.stderr).toBe('');
    expect(ended.status).toBe(1);
  });
});

describe('a wrong setting is named with file, line and reason', () => {
  test.each<[string, string, RegExp]>([
    ['an unknown name', 'waiting_room.time: 15m', /:2: there is no setting "waiting_room.time"/],
    ['a name of JavaScript', 'toString: 15m', /:2: there is no setting "toString"/],
    ['a wrong type', 'http.port: many', /:2: "http.port" is "many", but must be a whole number from 0/],
    [
      'a batch too large',
      'ledger.batch_max: 10001',
      /:2: "ledger.batch_max" is "10001", but must be a whole number from 1 to 10000/,
    ],
    ['a wrong duration', 'waiting_room.timeout: 15', /:2: "waiting_room.timeout" is "15", but must be a duration/],
    ['a duration of nothing', 'waiting_room.timeout: 0s', /:2: "waiting_room.timeout" is "0s"/],
    ['a wrong choice', 'signature: RSA', /:2: "signature" is "RSA", but must be NONE or SM2/],
    ['a list', 'kafka.brokers: [a, b]', /:2: "kafka.brokers" must have one value/],
    ['nothing', 'kafka.brokers:', /:2: "kafka.brokers" is "", but must be host:port/],
    ['brokers without ports', 'kafka.brokers: nonsense', /:2: "kafka.brokers" is "nonsense", but must be host:port/],
    ['keys nowhere', 'token.jwks_url: notaurl', /:2: "token.jwks_url" is "notaurl", but must be an address/],
    ['no YAML', '"kafka.brokers', /:\d+: Missing closing/],
    ['the same twice', 'http.port: 1\nhttp.port: 2', /:3: Map keys must be unique/],
    ['no lines of names', '- a', /:1: the file must hold lines/],
    ['no province', 'province: 广东', /:2: "province" is "广东", but must be a province code such as 440000/],
  ])('%s', (_what, line, reason) => {
    writeFileSync(file, `# the first line\n${line}\n`);
    const sentence = saidOf(['--settings', file]);
    expect(sentence).toMatch(reason);
    expect(sentence.startsWith(`${file}:`)).toBe(true);
    expect(sentence.split('\n')).toHaveLength(1);
  });

  test.each([
    ['database.name', /the setting "database.name" is missing: .*MUTUAL_AID_DATABASE_NAME/],
    ['database.user', /the setting "database.user" is missing/],
    ['kafka.brokers', /the setting "kafka.brokers" is missing/],
    ['province', /the setting "province" is missing/],
    ['token.key', /neither "token.key" nor "token.jwks_url" is set/],
  ])('without %s', (name, reason) => {
    write({ ...settings(), [name]: undefined });
    expect(saidOf(['--settings', file])).toMatch(reason);
  });

  test.each([
    [{ 'token.key': '-----BEGIN PUBLIC KEY-----' }, /"token.key" begins like a PEM public key but cannot be read/],
    [{ 'upload.resend_after': '20m' }, /"upload.resend_after" is longer than "upload.resend_max"/],
  ])('what does not go together: %o', (change, reason) => {
    write({ ...settings(), ...change });
    expect(saidOf(['--settings', file])).toMatch(reason);
  });

  test('a wrong environment variable is named', () => {
    write(settings());
    const said = saidOf(['--settings', file], { MUTUAL_AID_HTTP_PORT: '-1' });
    expect(said).toMatch(/^MUTUAL_AID_HTTP_PORT: "http.port" is "-1", but must be/);
  });

  test.each([
    ['MUTUAL_AID_KAFKA_BROKER', 'MUTUAL_AID_KAFKA_BROKERS'],
    ['MUTUAL_AID_TOKEN_JWKSURL', 'MUTUAL_AID_TOKEN_JWKS_URL'],
    ['MUTUAL_AID_http_port', 'MUTUAL_AID_HTTP_PORT'],
    ['MUTUAL_AID_', 'MUTUAL_AID_PROVINCE'],
    [`MUTUAL_AID_${'X'.repeat(100_000)}`, 'MUTUAL_AID_'],
  ])('an environment variable that no setting knows is named with the nearest: %.40s', (variable, known) => {
    write(settings());
    const said = saidOf(['--settings', file], { [variable]: '' });
    expect(said.startsWith(`The environment variable ${variable} is no setting's; the nearest is ${known}`)).toBe(true);
    expect(said.split('\n')).toHaveLength(1);
  });

  test('a settings file that is not there', () => {
    expect(saidOf(['--settings', `${file}.none`])).toContain(`${file}.none does not exist`);
  });
});

describe('a wrong policy file is named with file, line and reason', () => {
  test.each<[string, string, RegExp]>([
    ['an amount that is no text', '    caps: { amount_max: 20000.00 }', /:5: .*amount_max must be a text in quotes/],
    ['three decimals', "    caps: { amount_max: '1.000' }", /:5: .*amount_max must be an amount in quotes/],
    ['an unknown cap', '    caps:\n      settings_per_hour: 1', /:6: .*settings_per_hour is not known here/],
    ['a count that is no number', "    caps:\n      settings_per_day: '5'", /:6: .*settings_per_day must be integer/],
    ['kinship that R3 does not have', "    kinship:\n      - '01'\n      - '10'", /:7: .*kinship/],
    ['an unknown payer', "    payment_order:\n      '1': [cash]", /:6: .*payment_order/],
    ['the account for premiums', "    payment_order:\n      '3': [account]", /:6: .*payment_order/],
    [
      'the least above the most',
      "    caps:\n      amount_min: '2.00'\n      amount_max: '1.00'",
      /:[56]: .*amount_min above/,
    ],
    [
      'a region of another province',
      "    pooling_regions:\n      '510100': { caps: {} }",
      /:6: .*lies in another province/,
    ],
    ['the same day twice', "  - effective_from: '2026-01-01T00:00:00+08:00'", /:5: .*is given twice/],
    ['no date', "  - effective_from: '2026-13-01T00:00:00+08:00'", /:5: .*is no real date/],
    ['no YAML', '    caps: { amount_max: ', /:\d+: /],
  ])('%s', (_what, lines, reason) => {
    const path = join(policies, `${GD}.yaml`);
    write(settings());
    spoilPolicy(lines);
    const sentence = saidOf(['--settings', file]);
    expect(sentence).toMatch(reason);
    expect(sentence.startsWith(`${path}:`)).toBe(true);
    expect(sentence.split('\n')).toHaveLength(1);
  });

  test('another province in it than in its name, and the file of another province that is wrong', () => {
    const path = join(policies, '510000.yaml');
    writeFileSync(path, `${GOOD.join('\n')}\n`);
    write(settings());
    expect(saidOf(['--settings', file])).toBe(`${path}:1: province must be "510000", as the file is named`);
  });

  test('the folder is not there', () => {
    rmSync(policies, { recursive: true });
    write(settings());
    expect(saidOf(['--settings', file])).toBe(`${policies}: this folder of policy files does not exist`);
  });
});
