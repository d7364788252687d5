import { DataSource, type MigrationInterface } from 'typeorm';
import { stopPart } from '../../apps/development-stack/src/stack';
import { sql } from './database';
import type { OwnStack } from './own-stack';
import { stack } from './stack';

/**
 * Puts a stack's province back to a schema of earlier migrations, without any rows, with its gateway stopped: the next
 * start of the stack carries out the later ones.
 */
export async function backTo(own: OwnStack, province: string, migrations: (new () => MigrationInterface)[]) {
  await stopPart(own.dir, `${province}-1`);
  const database = stack.provinces[province]?.database ?? '';
  await sql(province, `DROP DATABASE ${database}`);
  const { host, port, user: username, password } = stack.database;
  const given = { host, port, username, password, migrations, migrationsTableName: 'migration' };
  const server = await new DataSource({ type: 'mariadb', ...given }).initialize();
  await server.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await server.destroy();
  const source = await new DataSource({ type: 'mariadb', ...given, database }).initialize();
  await source.runMigrations({ transaction: 'none' });
  await source.destroy();
}
