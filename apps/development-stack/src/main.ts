import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readSetting, ROLES } from '@libs/operations';
import { loadProvincePolicies } from '@libs/province-policy';
import { SignJWT } from 'jose';
import { NODE, PROJECT, RECONCILER_FLAGS } from './project';
import { runTests } from './run-tests';
import { gatewayName, STANDARD, startStack, stopStack, TOKEN_AUDIENCE, TOKEN_ISSUER } from './stack';
import { readState, type StackState } from './stack-files';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function start(args: string[]): Promise<number> {
  const values = flagsOf(args, {
    provinces: { type: 'string' },
    replicas: { type: 'string', default: '1' },
    'no-platform': { type: 'boolean', default: false },
    'platform-url': { type: 'string' },
    policies: { type: 'string', default: STANDARD.policies },
    set: { type: 'string', multiple: true, default: [] },
    dir: { type: 'string', default: STANDARD.dir },
  });
  const replicas = Number(values.replicas);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 9)
    throw new Error('--replicas takes a number from 1 to 9.');
  const provinces = [...new Set(values.provinces?.split(',') ?? STANDARD.provinces)];
  if (!provinces.every((each) => /^\d{2}0000$/.test(each)))
    throw new Error('--provinces takes codes such as 440000,510000.');
  const platformUrl = values['platform-url'];
  if (platformUrl !== undefined && !/^https?:$/.test(URL.parse(platformUrl)?.protocol ?? ''))
    throw new Error('--platform-url takes an address such as http://127.0.0.1:8080.');
  const set = values.set.map(setting);
  for (const [name, text] of set) readSetting(name, text, '--set');
  if (!/^[\w./-]+$/.test(resolve(values.dir)))
    throw new Error(
      `--dir takes a path of letters, digits and ./_- alone, not ${resolve(values.dir)}: MariaDB's installer takes no other.`,
    );
  // At a repeated start the policies stay as at the first.
  const known = readState(resolve(values.dir));
  if (known === undefined || known.isUnfinished)
    for (const province of provinces) loadProvincePolicies(resolve(values.policies), province);
  const interrupted = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => interrupted.abort());
  const file = await startStack(
    {
      ...STANDARD,
      dir: values.dir,
      provinces,
      replicas,
      policies: values.policies,
      platform: !values['no-platform'],
      platformUrl,
      set: Object.fromEntries(set),
    },
    say,
    interrupted.signal,
  );
  say(`The stack is ready: ${join(resolve(values.dir), 'stack.json')}`);
  for (const [province, { gateways }] of Object.entries(file.provinces)) {
    for (const gateway of gateways) say(`  ${province}  ${gateway.url}/api/v1/docs`);
  }
  return 0;
}

function setting(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Error(`--set takes NAME=VALUE, not "${text}".`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

async function stop(args: string[]): Promise<number> {
  const values = flagsOf(args, {
    wipe: { type: 'boolean', default: false },
    dir: { type: 'string', default: STANDARD.dir },
  });
  const wasThere = await stopStack(values.dir, { wipe: values.wipe });
  say(
    wasThere ? 'The stack is stopped.' : `No stack was started in ${resolve(values.dir)}; nothing was changed there.`,
  );
  return 0;
}

async function token(args: string[]): Promise<number> {
  const values = flagsOf(args, {
    roles: { type: 'string', default: '' },
    province: { type: 'string' },
    sub: { type: 'string', default: 'developer' },
    dir: { type: 'string', default: STANDARD.dir },
  });
  const { state } = stackOf(values.dir);
  // Also of a province that the stack has not: what its gateways then say is worth trying out.
  const province = values.province ?? state.options.provinces[0] ?? '';
  const roles = values.roles.split(',').filter(Boolean);
  for (const role of roles) {
    if (!ROLES.some((each) => each === role))
      throw new Error(`There is no role "${role}"; known are ${ROLES.join(', ')}.`);
  }
  const text = await new SignJWT({ roles, province })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(values.sub)
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(new TextEncoder().encode(state.tokenKey));
  process.stdout.write(`${text}\n`);
  return 0;
}

/** The stack that was started in a folder, and one of its provinces: the first where none is named. */
function stackOf(dir: string, named?: string): { state: StackState; province: string } {
  const state = readState(resolve(dir));
  if (state === undefined) throw new Error(`No stack was started in ${dir}: npm run stack:start`);
  const { provinces } = state.options;
  const province = named ?? provinces[0] ?? '';
  if (!provinces.includes(province))
    throw new Error(`The stack in ${dir} has no province "${province}"; it has ${provinces.join(', ')}.`);
  return { state, province };
}

/** Runs a command of the reconciler with the settings of a province's first gateway; what interrupts this interrupts that. */
async function reconciler(command: string, args: string[]): Promise<number> {
  const values = flagsOf(args, {
    province: { type: 'string' },
    dir: { type: 'string', default: STANDARD.dir },
    date: { type: 'string' },
    role: { type: 'string' },
  });
  const { province } = stackOf(values.dir, values.province);
  const settings = join(resolve(values.dir), 'gateways', `${gatewayName(province, 1)}.yaml`);
  const more = [...(values.date ? ['--date', values.date] : []), ...(values.role ? ['--role', values.role] : [])];
  const main = join(PROJECT, 'dist/apps/reconciler/src/main.js');
  const run = [...RECONCILER_FLAGS, main, command, '--settings', settings, ...more];
  const child = spawn(NODE, run, { cwd: PROJECT, stdio: 'inherit' });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  const [status] = (await once(child, 'exit')) as [number | null];
  return status ?? 1;
}

/** The flags of a command; one that it does not know is refused with those that it does. */
function flagsOf<Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  try {
    const { values } = parseArgs({ args, options });
    // Resolved, it would be wherever one happens to stand.
    if ((values as { dir?: unknown }).dir === '') throw new Error('--dir takes a folder');
    return values;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new Error(`${reason}; this command takes ${known.join(', ')}.`, { cause: error });
  }
}

/** Types, lint, format, import directions, dead code. */
function check(): number {
  const steps = [
    ['tsc', '--noEmit', '-p', 'tsconfig.json'],
    ['eslint', '.', '--max-warnings', '0'],
    ['prettier', '--check', '--log-level', 'warn', '.'],
    ['depcruise', 'apps', 'libs', '--config', '.dependency-cruiser.cjs'],
    ['knip'],
  ];
  for (const [program = '', ...args] of steps) {
    say(`${program} …`);
    const { status } = spawnSync(join(PROJECT, 'node_modules/.bin', program), args, { cwd: PROJECT, stdio: 'inherit' });
    if (status !== 0) return 1;
  }
  say('All checks are clean.');
  return 0;
}

async function main([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'start':
      return start(args);
    case 'stop':
      return stop(args);
    case 'token':
      return token(args);
    case 'test':
      return runTests(args);
    case 'check':
      return check();
    default:
      return reconciler(command ?? '', args);
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
