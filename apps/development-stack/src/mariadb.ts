import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Launch } from './processes';

/** How the stack's gateways reach its database server. */
export const DATABASE_USER = 'mutual_aid';
export const DATABASE_PASSWORD = 'mutual_aid';

/** A MariaDB of the stack's own, with durable commits; installed where it is new. Ready when its user can come in. */
export function mariaDbLaunch(dir: string, port: number): Launch {
  const home = join(dir, 'mariadb');
  const config = join(home, 'my.cnf');
  const data = join(home, 'data');
  if (!existsSync(join(home, 'installed'))) {
    install(home, config, data, port);
    writeFileSync(join(home, 'installed'), '');
  }
  return {
    program: program('mariadbd'),
    args: [`--defaults-file=${config}`, ...asRoot()],
    cwd: home,
    log: join(dir, 'logs', 'mariadb.log'),
    ready: () => letsUserIn(port),
  };
}

async function letsUserIn(port: number): Promise<boolean> {
  const connection = await createConnection({ socketPath: socketOf(port), user: 'root' });
  try {
    await connection.query(`CREATE USER IF NOT EXISTS '${DATABASE_USER}'@'%' IDENTIFIED BY '${DATABASE_PASSWORD}'`);
    await connection.query(`GRANT ALL ON *.* TO '${DATABASE_USER}'@'%'`);
    return true;
  } finally {
    await connection.end();
  }
}

/** Makes the databases that are not there yet. */
export async function createDatabases(port: number, names: readonly string[]): Promise<void> {
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: DATABASE_USER,
    password: DATABASE_PASSWORD,
  });
  for (const name of names) {
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  }
  await connection.end();
}

function install(home: string, config: string, data: string, port: number): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const lines = [
    '[mysqld]',
    `datadir=${data}`,
    `socket=${socketOf(port)}`,
    `pid-file=${join(home, 'mariadb.pid')}`,
    `port=${port}`,
    'bind-address=127.0.0.1',
    'skip-name-resolve',
    'character-set-server=utf8mb4',
    'collation-server=utf8mb4_bin',
    'innodb_flush_log_at_trx_commit=1',
    'innodb_buffer_pool_size=512M',
    'innodb_log_file_size=512M',
    'innodb_autoinc_lock_mode=2',
    'max_connections=300',
    'max_allowed_packet=64M',
    'skip-log-bin',
    'performance_schema=OFF',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const args = [`--defaults-file=${config}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot()];
  const { status, stderr, stdout } = spawnSync(program('mariadb-install-db'), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`MariaDB's data folder could not be made: ${stderr}${stdout}`);
}

// A socket's path may be at most 107 bytes long, which a project folder easily is.
function socketOf(port: number): string {
  return `/tmp/mutual-aid-${port}.sock`;
}

function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function program(name: string): string {
  return existsSync(`/usr/sbin/${name}`) ? `/usr/sbin/${name}` : name;
}
