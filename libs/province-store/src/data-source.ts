import { DataSource } from 'typeorm';
import type { DatabaseAddress } from './connection';
import { Spine1764000000000 } from './migrations/1764000000000-spine';
import { UploadSubjects1764400000000 } from './migrations/1764400000000-upload-subjects';
import { Usages1764200000000 } from './migrations/1764200000000-usages';
import { Wallet1764100000000 } from './migrations/1764100000000-wallet';

/** TypeORM's side of the province's database: migrations and the looking-up of the REST side. */
export function provinceDataSource(address: DatabaseAddress, poolSize = 8): DataSource {
  const { name: database, user: username, ...where } = address;
  return new DataSource({
    ...{ type: 'mariadb', ...where, username, database, poolSize },
    ...{ charset: 'utf8mb4_bin', timezone: 'Z', supportBigNumbers: true, bigNumberStrings: true },
    migrations: [Spine1764000000000, Wallet1764100000000, Usages1764200000000, UploadSubjects1764400000000],
    migrationsTableName: 'migration',
  });
}

/**
 * Brings the schema up to date. TypeORM takes no lock across replicas, so the database's own named lock does:
 * one replica migrates, the others wait for it and then find nothing to do.
 */
export async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  const lock = `mutual_aid_migration:${String(source.options.database)}`;
  try {
    const [row] = (await runner.query('SELECT GET_LOCK(?, 120) AS held', [lock])) as { held: string | number | null }[];
    if (Number(row?.held) !== 1) throw new Error('another process has been migrating the schema for two minutes');
    await source.runMigrations({ transaction: 'none' });
    await runner.query('SELECT RELEASE_LOCK(?)', [lock]);
  } finally {
    await runner.release();
  }
}

/** Whether every migration that this program knows has been carried out. */
export async function isMigrated(source: DataSource): Promise<boolean> {
  return !(await source.showMigrations());
}
