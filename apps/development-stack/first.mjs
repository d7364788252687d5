// The first script of every command: it runs on whatever Node the machine has, installs and builds what is missing,
// and hands over to the project's own Node 24.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'node_modules', '.bin');
const [command, ...rest] = process.argv.slice(2);
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

function say(text) {
  process.stderr.write(`${text}\n`);
}

// Runs a program to its end and gives its exit code; what interrupts this script interrupts the program.
function run(program, args, options) {
  const child = spawn(program, args, { cwd: root, env: environment, ...options });
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((ended) => {
    const end = (code) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      ended(code ?? 1);
    };
    child.on('error', (error) => {
      say(error.message);
      end(1);
    });
    child.on('exit', end);
  });
}

async function must(program, args) {
  if ((await run(program, args, { stdio: ['ignore', 2, 2] })) !== 0)
    throw new Error(`${program} ${args.join(' ')} did not succeed; its own words stand above.`);
}

async function install() {
  const stamp = join(root, 'node_modules', '.installed-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing the packages that package-lock.json names …');
  await must('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  const after = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  writeFileSync(stamp, after);
}

function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else if (/\.(ts|json)$/.test(path)) hash.update(path).update(readFileSync(path));
  };
  for (const part of ['apps', 'libs', 'test/bench', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'])
    add(join(root, part));
  return hash.digest('hex');
}

async function build() {
  const stamp = join(root, 'dist', '.built');
  const lock = join(root, 'node_modules', '.building');
  const wanted = fingerprint();
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isBuilt()) return;
  while (!tryLock(lock)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    if (isBuilt()) return;
  }
  try {
    say('Building …');
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    await must(join(bin, 'node'), [join(bin, 'nest'), 'build']);
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // A build that was killed leaves its lock; no build takes three minutes.
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 180_000)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

const stack = ['dist/apps/development-stack/src/main.js'];
const commands = {
  'stack-start': [...stack, 'start'],
  'stack-stop': [...stack, 'stop'],
  token: [...stack, 'token'],
  audit: [...stack, 'audit'],
  reconcile: [...stack, 'reconcile'],
  test: [...stack, 'test'],
  check: [...stack, 'check'],
  demo: ['dist/apps/demo/src/main.js'],
  bench: ['dist/test/bench/main.js'],
};

if (!Object.hasOwn(commands, command ?? '')) {
  say(`There is no command "${command}"; known are: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
try {
  await install();
  await build();
} catch (error) {
  say(error.message);
  process.exit(1);
}
const program = commands[command].map((part) => (part.startsWith('dist/') ? join(root, part) : part));
// kafkajs sets timers in the past, which Node warns of and which does nothing.
const flags = ['--disable-warning=TimeoutNegativeWarning'];
process.exit(await run(join(bin, 'node'), [...flags, ...program, ...rest], { stdio: 'inherit', cwd: process.cwd() }));
