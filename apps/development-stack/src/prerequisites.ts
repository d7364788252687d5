import { spawnSync } from 'node:child_process';

const NEEDED = [
  { program: 'mariadbd', package: 'mariadb-server' },
  // The JDK: the tests compile a client.
  { program: 'java', package: 'default-jdk-headless' },
  { program: 'mvn', package: 'maven' },
];

/** Installs what the machine lacks where it may (root and apt), else says in one sentence what is missing. */
export function checkPrerequisites(say: (text: string) => void): void {
  const missing = NEEDED.filter(({ program }) => !isThere(program)).map((each) => each.package);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    throw new Error(`This machine lacks ${missing.join(', ')}: install these packages and try again.`);
  }
  say(`Installing ${missing.join(', ')} …`);
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...missing],
  ]) {
    const command = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get', ...args];
    const { status } = spawnSync('env', command, { stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed; its own words stand above.`);
  }
}

function isThere(program: string): boolean {
  return spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]).status === 0;
}
