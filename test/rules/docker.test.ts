import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkKeys, KeyFolder, topicNames } from '@libs/national-platform';
import { NODE_FLAGS } from '../../apps/development-stack/src/project';
import { environmentName } from '../../libs/operations/src/settings';
import { SETTING_TABLE, type SettingRow } from '../../libs/operations/src/setting-table';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

const ROOT = join(__dirname, '../..');
const at = (...path: string[]): string => join(ROOT, ...path);
const compose = parse(readFileSync(at('docker/compose.yaml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const dockerfile = readFileSync(at('docker/Dockerfile'), 'utf8');
const names = new Map(Object.keys(SETTING_TABLE).map((name) => [environmentName(name), name]));

test.each(services)('%s names only what exists, and its image by an exact tag', (_name, service) => {
  expect(service.image).toMatch(/^[\w./-]+:(local|\d+\.\d+\.\d+)$/);
  for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(compose.services)).toContain(other);
  for (const secret of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(secret);
  for (const volume of service.volumes ?? []) {
    const [from = ''] = volume.split(':');
    if (from.startsWith('.')) expect([from, existsSync(at('docker', from))]).toEqual([from, true]);
    else expect(Object.keys(compose.volumes)).toContain(from);
  }
});

test.each(services.filter(([, { image }]) => image === 'mutual-aid:local'))(
  '%s starts an app that is built',
  (_name, service) => {
    const main = service.command?.[0] ?? '';
    expect([main, existsSync(at(main.replace(/^dist\//, '').replace(/\.js$/, '.ts')))]).toEqual([main, true]);
  },
);

test.each(services.filter(([name]) => /^(gateway|reconciler)-/.test(name)))(
  '%s is given only settings that exist, each with a value that fits, and lacks none but its secrets',
  (_name, service) => {
    const given = Object.entries(service.environment ?? {});
    for (const [variable, value] of given) {
      const name = names.get(variable);
      expect([variable, name]).not.toEqual([variable, undefined]);
      const row = SETTING_TABLE[name as keyof typeof SETTING_TABLE] as SettingRow;
      expect([variable, row.read(value)]).not.toEqual([variable, undefined]);
    }
    const missing = Object.entries(SETTING_TABLE as Record<string, SettingRow>)
      .filter(([, row]) => row.fallback === undefined)
      .filter(([name]) => !given.some(([variable]) => variable === environmentName(name)));
    expect(missing.map(([name]) => name)).toEqual([]);
  },
);

test('every topic of the interface page is created, with six partitions', () => {
  const lines = readFileSync(at('docker/topics.txt'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const wanted = new Set(['440000', '510000'].flatMap((province) => Object.values(topicNames(province))));
  expect(lines.sort()).toEqual([...wanted].map((topic) => `${topic} 6`).sort());
});

test('every file that the Dockerfile copies from the project is there', () => {
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  );
  expect(sources.length).toBeGreaterThan(6);
  expect(sources.filter((source) => !existsSync(at(source)))).toEqual([]);
});

test('the image runs the Node that the tests run on, with the flags the figures were measured with', () => {
  const { devDependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
    devDependencies: { node: string };
  };
  expect([...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map((match) => match[1])).toEqual([
    devDependencies.node,
    devDependencies.node,
  ]);
  expect(dockerfile).toContain(NODE_FLAGS.map((flag) => `"${flag}"`).join(', '));
});

/** The lines `'name=value'` of a part of the development stack; those with an address or a folder of its own left out. */
const stackLines = (file: string): [string, string][] =>
  [...readFileSync(at('apps/development-stack/src', file), 'utf8').matchAll(/^ {4}'([\w.-]+)(?:=([\w,:]+))?',$/gm)].map(
    ([, name = '', value = '']) => [name, value],
  );
const brokerLines = stackLines('kafka.ts').filter(([name]) => /^[a-z.]+\.[a-z.]+$/.test(name));
const databaseLines = stackLines('mariadb.ts').filter(([name]) => name !== 'bind-address');

test('the lines of the development stack are found', () => {
  expect([brokerLines.length, databaseLines.length]).toEqual([12, 11]);
});

test.each(brokerLines)('the broker has %s=%s as in the development stack', (name, value) => {
  const given = compose.services['kafka']?.environment ?? {};
  expect(given[`KAFKA_${name.toUpperCase().replace(/\./g, '_')}`]).toBe(value);
});

test.each(databaseLines)('MariaDB has %s=%s as in the development stack', (name, value) => {
  const option = `--${name.replace(/_/g, '-')}`;
  expect(compose.services['mariadb']?.command).toContain(value ? `${option}=${value}` : option);
});

test('the broker is given one garbage collector, where its scripts do not add another', () => {
  const { KAFKA_HEAP_OPTS, KAFKA_JVM_PERFORMANCE_OPTS } = compose.services['kafka']?.environment ?? {};
  expect(KAFKA_HEAP_OPTS).not.toContain('GC');
  expect(KAFKA_JVM_PERFORMANCE_OPTS).toBe('-XX:+UseSerialGC');
});

test.each(['440000', '510000'])(
  '%s has its gateway and its reconciler, on the same database and secret',
  (province) => {
    const [gateway, reconciler] = [`gateway-${province}`, `reconciler-${province}`].map(
      (name) => compose.services[name],
    );
    expect(gateway?.environment?.['MUTUAL_AID_PROVINCE']).toBe(province);
    expect([reconciler?.environment, reconciler?.secrets]).toEqual([gateway?.environment, gateway?.secrets]);
    expect(reconciler?.command?.[1]).toBe('serve');
    for (const service of [gateway, reconciler])
      expect(service?.command?.at(-1)).toBe(`/run/secrets/gateway_${province}`);
  },
);

test('the keys that make-secrets.sh makes are ones that a gateway and the platform start with', () => {
  const work = mkdtempSync(join(tmpdir(), 'mutual-aid-secrets-'));
  try {
    mkdirSync(join(work, 'secrets'));
    cpSync(at('docker/make-secrets.sh'), join(work, 'make-secrets.sh'));
    execFileSync('bash', [join(work, 'make-secrets.sh')]);
    for (const [side, name] of [
      ['440000', 'gateway-440000'],
      ['510000', 'gateway-510000'],
      ['100000', 'platform'],
    ] as const) {
      const dir = join(work, name);
      mkdirSync(dir);
      for (const secret of compose.services[name]?.secrets ?? [])
        cpSync(join(work, compose.secrets[secret]?.file ?? ''), join(dir, secret));
      const { keys } = new KeyFolder(dir);
      checkKeys(dir, keys, { self: side, signature: 'SM2', encryption: 'SM4' }, Date.now());
      const provinces = side === '100000' ? ['440000', '510000'] : [side];
      expect(keys.sm4.map(({ owner }) => owner)).toEqual(provinces);
      expect(keys.sm2.map(({ owner }) => owner).sort()).toEqual(['100000', ...provinces]);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
});
