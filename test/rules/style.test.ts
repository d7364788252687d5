import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The TypeScript files below some folders, with their lines. */
function filesBelow(...folders: string[]): { path: string; lines: string[] }[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n') }));
}

const product = filesBelow('apps', 'libs');
const tests = filesBelow('test');
const rules = filesBelow('libs/mutual-aid');

/** Every line that matches, as `file:line: text`; comments and docstrings are left aside. */
function findings(files: typeof product, pattern: RegExp, allowed: readonly string[] = []): string[] {
  return files
    .filter(({ path }) => !allowed.includes(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        pattern.test(line) && !/^\s*(\/\/|\/?\*)/.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
    );
}

test('there is something to look at', () => {
  expect(product.length).toBeGreaterThan(100);
  expect(rules.length).toBeGreaterThan(15);
  expect(findings(product, /export function/).length).toBeGreaterThan(50);
});

test.each<[string, RegExp, string[]]>([
  ['one file reads the environment', /process\.env\b/, ['libs/operations/src/settings.ts']],
  ['no money as a float', /parseFloat/, []],
  ['no schema by synchronisation', /synchronize:\s*true/, []],
  ['no console: the log masks identities, a command writes to its stream', /\bconsole\./, []],
  ['no focused type escape', /@ts-ignore|@ts-nocheck|as any\b/, []],
  ['no circular injection', /forwardRef\(/, []],
])('%s', (_rule, pattern, allowed) => {
  expect(findings(product, pattern, allowed)).toEqual([]);
});

test('no file over 350 lines', () => {
  const long = [...product, ...tests].filter(({ lines }) => lines.length > 351);
  expect(long.map(({ path, lines }) => `${path}: ${lines.length}`)).toEqual([]);
});

test('no generic names: a file is called after what it holds', () => {
  const generic = /(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.|$)/;
  expect([...product, ...tests].map(({ path }) => path).filter((path) => generic.test(path))).toEqual([]);
});

describe('libs/mutual-aid is pure', () => {
  test('it imports nothing outside itself', () => {
    const imports = rules.flatMap(({ path, lines }) =>
      [...lines.join('\n').matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(([, target = '']) => ({
        path,
        target,
      })),
    );
    expect(imports.length).toBeGreaterThan(40);
    const outside = imports.filter(({ path, target }) => {
      return !target.startsWith('.') || !join(path, '..', target).startsWith('libs/mutual-aid/src');
    });
    expect(outside).toEqual([]);
  });

  test.each<[string, RegExp]>([
    ['no clock', /Date\.now\(|new Date\(\s*\)|performance\./],
    ['no chance', /Math\.random|randomUUID|randomBytes/],
    ['no process', /\bprocess\./],
    ['no waiting', /\basync\b|\bawait\b|\bPromise\b|setTimeout/],
  ])('%s', (_rule, pattern) => {
    expect(findings(rules, pattern)).toEqual([]);
  });
});

describe('tests', () => {
  // A process is killed at random moments: there the moment itself is what is tested.
  const atRandomMoments = ['test/faults/killed-under-load.test.ts'];

  test('wait for a condition, never for a time', () => {
    const cases = tests.filter(({ path }) => path.endsWith('.test.ts') && path !== 'test/rules/style.test.ts');
    expect(findings(cases, /setTimeout|timers\/promises/, atRandomMoments)).toEqual([]);
  });

  test('none is focused or left out', () => {
    const others = tests.filter(({ path }) => path !== 'test/rules/style.test.ts');
    expect(
      findings(others, /\b(test|describe|it)\.(only|skip|todo)\b|\b(fit|xit|xtest|fdescribe|xdescribe)\(/),
    ).toEqual([]);
  });
});
