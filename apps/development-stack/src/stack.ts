import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PLATFORM, topicNames } from '@libs/national-platform';
import { stringify } from 'yaml';
import { freePorts } from './free-ports';
import { bringKafka, createTopics, kafkaLaunch } from './kafka';
import { keysDir, makeKeys, namesKeys, writeKeyFolders } from './keys';
import { createDatabases, DATABASE_PASSWORD, DATABASE_USER, mariaDbLaunch } from './mariadb';
import { oneAtATime } from './one-at-a-time';
import { checkPrerequisites } from './prerequisites';
import { endProcess, Interrupted, isRunning, startProcess, waitFor, type Launch } from './processes';
import { NODE, NODE_FLAGS, PROJECT, RECONCILER_FLAGS } from './project';
import {
  deleteStack,
  forgetStart,
  makeFolders,
  readState,
  writeWhole,
  type StackFile,
  type StackOptions,
  type StackState,
} from './stack-files';

/** Issuer and audience of the stack's tokens. */
export const TOKEN_ISSUER = 'mutual-aid-development';
export const TOKEN_AUDIENCE = 'mutual-aid-gateway';

// What has not ended by then, ms, is killed; all of it does within seconds on a machine at rest.
const GATEWAY_ENDS_WITHIN = 30_000;
const SERVER_ENDS_WITHIN = 120_000;

/** Told what is going on, a line at a time. */
export type Say = (text: string) => void;

/** What stack:start takes where nothing is said. */
export const STANDARD: StackOptions = {
  dir: '.stack',
  provinces: ['440000', '510000'],
  replicas: 1,
  platform: true,
  policies: 'config/provinces',
  set: {},
  gateways: true,
  reconcilers: true,
};

/**
 * Starts what does not run of the folder's stack and returns when all of it is ready. Where it fails or `signal`
 * aborts, what this call started is stopped again. At a repeated start only `set` counts; a first one that failed, or was
 * killed, is forgotten with its data. Of two starts at once of one folder the second waits for the first.
 */
export async function startStack(options: StackOptions, say: Say, signal?: AbortSignal): Promise<StackFile> {
  const dir = resolve(options.dir);
  const waits = (): void => say(`Another start of ${dir} is under way; waiting for it …`);
  try {
    return await oneAtATime(dir, () => startAlone(dir, options, say, signal), { waits, signal });
  } catch (error) {
    throw signal?.aborted ? new Interrupted() : error;
  }
}

async function startAlone(dir: string, options: StackOptions, say: Say, signal?: AbortSignal): Promise<StackFile> {
  makeFolders(dir);
  checkPrerequisites(say);
  bringKafka(say);
  const state = (await stateToGoOnWith(dir)) ?? (await newState({ ...options, dir }));
  if (state.keys === undefined && namesKeys({ ...state.options.set, ...options.set }))
    state.keys = makeKeys(state.options.provinces);
  if (state.keys !== undefined) writeKeyFolders(dir, state.keys);
  const started: string[] = [];
  const keep = () => writeWhole(join(dir, 'state.json'), state);
  const run: Run = async (name, prepare) => {
    const known = state.processes[name];
    if (signal?.aborted) throw new Interrupted();
    if (known?.ready && isRunning(known)) return;
    await endProcess(known, 5000);
    say(`Starting ${name} …`);
    const { program, args, cwd, log, ready } = prepare();
    const launched = startProcess(program, args, log, cwd);
    started.push(name);
    // Kept before it is ready: whoever comes after a start that was killed in the middle can end it.
    state.processes[name] = launched;
    keep();
    await waitFor(ready, { what: name, process: launched, log, signal });
    state.processes[name] = { ...launched, ready: true };
    keep();
  };
  try {
    await startParts(state, options, run);
    if (signal?.aborted) throw new Interrupted();
  } catch (error) {
    for (const name of started.reverse()) await endProcess(state.processes[name], 5000);
    if (state.isUnfinished) forgetStart(dir);
    throw error;
  }
  delete state.isUnfinished;
  keep();
  const file = stackFile(state);
  writeWhole(join(dir, 'stack.json'), file);
  return file;
}

type Run = (name: string, prepare: () => Launch) => Promise<void>;

async function startParts(state: StackState, options: StackOptions, run: Run): Promise<void> {
  const { dir, provinces, replicas } = state.options;
  const port = (name: string): number => state.ports[name] ?? 0;
  await run('kafka', () => kafkaLaunch(dir, port('kafka'), port('controller')));
  await run('mariadb', () => mariaDbLaunch(dir, port('mariadb')));
  const topics = new Set(provinces.flatMap((province) => Object.values(topicNames(province))));
  await createTopics(port('kafka'), [...topics]);
  await createDatabases(port('mariadb'), provinces.map(databaseName));
  if (!state.options.gateways) return;
  if (state.options.platform) {
    await run('platform', () => platformLaunch(state, options));
  }
  for (const province of provinces) {
    for (let replica = 1; replica <= replicas; replica++) {
      const name = gatewayName(province, replica);
      await run(name, () => gatewayLaunch(state, options, province, name));
    }
  }
  if (!state.options.reconcilers) return;
  await Promise.all(
    provinces.map((province) => run(reconcilerName(province), () => reconcilerLaunch(state, options, province))),
  );
}

/** The state of a stack whose first start came to its end; of one that was killed in the middle nothing is left. */
async function stateToGoOnWith(dir: string): Promise<StackState | undefined> {
  const state = readState(dir);
  if (!state?.isUnfinished) return state;
  for (const process of Object.values(state.processes).reverse()) await endProcess(process, 5000);
  forgetStart(dir);
  makeFolders(dir);
  return undefined;
}

async function newState(options: StackOptions): Promise<StackState> {
  const names = ['kafka', 'controller', 'mariadb', 'platform'];
  for (const province of options.provinces) {
    for (let replica = 1; replica <= options.replicas; replica++) names.push(gatewayName(province, replica));
    names.push(reconcilerName(province));
  }
  const found = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, found[index] ?? 0]));
  const kept = { ...options, policies: resolve(options.policies) };
  return { options: kept, ports, tokenKey: randomBytes(32).toString('hex'), processes: {}, isUnfinished: true };
}

function gatewayLaunch(state: StackState, options: StackOptions, province: string, name: string): Launch {
  return nodeLaunch({ app: 'gateway', args: [], flags: NODE_FLAGS }, name, state, {
    ...provinceSettings(state, options, province),
    'http.port': String(state.ports[name]),
  });
}

function reconcilerLaunch(state: StackState, options: StackOptions, province: string): Launch {
  const name = reconcilerName(province);
  return nodeLaunch({ app: 'reconciler', args: ['serve'], flags: RECONCILER_FLAGS }, name, state, {
    ...provinceSettings(state, options, province),
    'http.port': String(state.ports[name]),
  });
}

/** What a province's processes have in common; a --set goes before all. */
function provinceSettings(state: StackState, options: StackOptions, province: string): Record<string, string> {
  const { policies, platformUrl } = state.options;
  return {
    province,
    'kafka.brokers': `127.0.0.1:${state.ports['kafka']}`,
    'database.port': String(state.ports['mariadb']),
    'database.user': DATABASE_USER,
    'database.password': DATABASE_PASSWORD,
    'database.name': databaseName(province),
    'policies.dir': policies,
    'token.issuer': TOKEN_ISSUER,
    'token.audience': TOKEN_AUDIENCE,
    'token.key': state.tokenKey,
    'platform.url': platformUrl ?? `http://127.0.0.1:${state.ports['platform']}`,
    'keys.dir': state.keys === undefined ? '' : keysDir(state.options.dir, province),
    ...(state.options.reconcilers && { 'reconciliation.dir': join(state.options.dir, 'reconciliation', province) }),
    signature: 'NONE',
    ...state.options.set,
    ...options.set,
  };
}

function platformLaunch(state: StackState, options: StackOptions): Launch {
  const { signature = 'NONE', encryption = 'NONE' } = { ...state.options.set, ...options.set };
  const settings = {
    'http.port': String(state.ports['platform']),
    'kafka.brokers': `127.0.0.1:${state.ports['kafka']}`,
    provinces: state.options.provinces.join(','),
    'keys.dir': state.keys === undefined ? '' : keysDir(state.options.dir, PLATFORM),
    signature,
    encryption,
  };
  return nodeLaunch({ app: 'platform-simulator', args: [], flags: NODE_FLAGS }, 'platform', state, settings);
}

/** One of this project's programs, as it is started. */
interface NodeProgram {
  readonly app: string;
  readonly args: readonly string[];
  readonly flags: readonly string[];
}

/** Writes the settings of one of this project's processes; gives how it is started. */
function nodeLaunch(
  { app, args, flags }: NodeProgram,
  name: string,
  state: StackState,
  settings: Record<string, string>,
): Launch {
  const { dir } = state.options;
  const main = join(PROJECT, 'dist/apps', app, 'src/main.js');
  const file = join(dir, 'gateways', `${name}.yaml`);
  writeFileSync(file, stringify(settings, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }));
  const ready = `http://127.0.0.1:${state.ports[name]}/health/ready`;
  return {
    program: NODE,
    args: [...flags, main, ...args, '--settings', file],
    cwd: PROJECT,
    log: join(dir, 'logs', `${name}.log`),
    ready: async () => (await fetch(ready, { signal: AbortSignal.timeout(10_000) })).ok,
  };
}

function stackFile(state: StackState): StackFile {
  const { dir, provinces, replicas, platformUrl } = state.options;
  const part = (name: string) => {
    const url = `http://127.0.0.1:${state.ports[name]}`;
    return { url, pid: state.processes[name]?.pid ?? 0, log: join(dir, 'logs', `${name}.log`) };
  };
  const gatewaysOf = (province: string) =>
    Array.from({ length: state.options.gateways ? replicas : 0 }, (_, index) => part(gatewayName(province, index + 1)));
  const reconcilerOf = (province: string) => {
    const name = reconcilerName(province);
    return state.processes[name] === undefined ? {} : { reconciler: part(name) };
  };
  return {
    kafka: { brokers: [`127.0.0.1:${state.ports['kafka']}`] },
    database: {
      host: '127.0.0.1',
      port: state.ports['mariadb'] ?? 0,
      user: DATABASE_USER,
      password: DATABASE_PASSWORD,
    },
    platform: { url: platformUrl ?? `http://127.0.0.1:${state.ports['platform']}` },
    provinces: Object.fromEntries(
      provinces.map((province) => [
        province,
        { database: databaseName(province), gateways: gatewaysOf(province), ...reconcilerOf(province) },
      ]),
    ),
    ...state.keys,
  };
}

/** Stops what was started in the folder, gateways first; `wipe` deletes its data. */
export async function stopStack(dirGiven: string, options: { wipe: boolean }): Promise<boolean> {
  const dir = resolve(dirGiven);
  const state = readState(dir);
  // A folder that is none of ours is not deleted, however it was named.
  if (state === undefined) return false;
  const names = Object.keys(state.processes);
  const isServer = (name: string): boolean => name === 'kafka' || name === 'mariadb';
  const end = (chosen: string[], grace: number) =>
    Promise.all(chosen.map((name) => endProcess(state.processes[name], grace)));
  await end(
    names.filter((name) => !isServer(name)),
    GATEWAY_ENDS_WITHIN,
  );
  await end(names.filter(isServer), SERVER_ENDS_WITHIN);
  rmSync(join(dir, 'stack.json'), { force: true });
  if (options.wipe) deleteStack(dir);
  return true;
}

/** Stops one part of a running stack by its name (`kafka`, `mariadb`, `440000-1`), with SIGTERM. */
export async function stopPart(dir: string, name: string): Promise<void> {
  await endProcess(readState(resolve(dir))?.processes[name], SERVER_ENDS_WITHIN);
}

/** The name of a reconciler's process and files. */
export function reconcilerName(province: string): string {
  return `${province}-reconciler`;
}

/** The name of a gateway's process and files. */
export function gatewayName(province: string, replica: number): string {
  return `${province}-${replica}`;
}

function databaseName(province: string): string {
  return `mutual_aid_${province}`;
}
