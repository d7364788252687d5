import { DataSource } from 'typeorm';
import type { DatabaseAddress } from './connection';
import { limitStatements } from './limit-pool';
import { AppliedLines1764835000000 } from './migrations/1764835000000-applied-lines';
import { CatchUp1764850000000 } from './migrations/1764850000000-catch-up';
import { FewerLineIndexes1764855000000 } from './migrations/1764855000000-fewer-line-indexes';
import { DailyClose1764860000000 } from './migrations/1764860000000-daily-close';
import { Counterparts1764870000000 } from './migrations/1764870000000-counterparts';
import { CountedRows1764800000000 } from './migrations/1764800000000-counted-rows';
import { LetterIdentity1764500000000 } from './migrations/1764500000000-letter-identity';
import { LimitsOfEntries1764810000000 } from './migrations/1764810000000-limits-of-entries';
import { QuickLists1764820000000 } from './migrations/1764820000000-quick-lists';
import { Requests1764840000000 } from './migrations/1764840000000-requests';
import { Terminations1764825000000 } from './migrations/1764825000000-terminations';
import { Spine1764000000000 } from './migrations/1764000000000-spine';
import { UploadSubjects1764400000000 } from './migrations/1764400000000-upload-subjects';
import { UsageFetches1764830000000 } from './migrations/1764830000000-usage-fetches';
import { WholeSubs1764875000000 } from './migrations/1764875000000-whole-subs';
import { Usages1764200000000 } from './migrations/1764200000000-usages';
import { Wallet1764100000000 } from './migrations/1764100000000-wallet';
import { WaitingOrigins1764600000000 } from './migrations/1764600000000-waiting-origins';
import { poolThatBegins, sessionStart } from './session';
import { connectLimit, KEEP_ALIVE_AFTER, statementLimit } from './statement-limit';

/** A migration, or a proof over the whole database, goes on for as long as there are rows, but not for ever, ms. */
const LONG = 3_600_000;
/** One migrates and one proves at a time. */
const LONG_POOL = 2;
const POOL = 8;

/**
 * TypeORM's side of the province's database: the looking-up of the REST side, its statements under the address's time
 * limit, or `long` work, under one of an hour: migrations and the audit.
 */
export function provinceDataSource(address: DatabaseAddress, use: 'requests' | 'long' = 'requests'): DataSource {
  const { host, port, password, name: database, user: username } = address;
  const within = statementLimit(address);
  const poolSize = use === 'long' ? LONG_POOL : POOL;
  const source = new DataSource({
    type: 'mariadb',
    driver: poolThatBegins(sessionStart(address)),
    host,
    port,
    password,
    username,
    database,
    poolSize,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    migrations: [
      Spine1764000000000,
      Wallet1764100000000,
      Usages1764200000000,
      UploadSubjects1764400000000,
      LetterIdentity1764500000000,
      WaitingOrigins1764600000000,
      CountedRows1764800000000,
      LimitsOfEntries1764810000000,
      QuickLists1764820000000,
      Terminations1764825000000,
      UsageFetches1764830000000,
      AppliedLines1764835000000,
      Requests1764840000000,
      CatchUp1764850000000,
      FewerLineIndexes1764855000000,
      DailyClose1764860000000,
      Counterparts1764870000000,
      WholeSubs1764875000000,
    ],
    migrationsTableName: 'migration',
    connectTimeout: connectLimit(within),
    extra: { keepAliveInitialDelay: KEEP_ALIVE_AFTER },
  });
  limitStatements(source, address, use === 'long' ? LONG : within);
  return source;
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

/** The number of the latest migration that was carried out, as in its name; that of a later build counts too. */
export async function schemaVersion(source: DataSource): Promise<number> {
  const [row] = await source.query<{ latest: string }[]>('SELECT MAX(timestamp) AS latest FROM migration');
  return Number(row?.latest ?? 0);
}

/** Whether every migration that this program knows has been carried out. */
export async function isMigrated(source: DataSource): Promise<boolean> {
  return !(await source.showMigrations());
}
