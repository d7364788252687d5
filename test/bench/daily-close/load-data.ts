import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DatabaseAddress } from '@libs/province-store';
import type { Connection } from 'mysql2/promise';
import { openConnection, type DayFile, type DayFiles } from './day-data';

const USAGE =
  'use_id VARCHAR(40), line_no INT, orig_use_id VARCHAR(40), setl_id VARCHAR(40), mulaid_rel_id VARCHAR(40), mulaid_lmt_id VARCHAR(40), ' +
  'donor_psn_no VARCHAR(40), donor_insu_admdvs CHAR(6), benef_psn_no VARCHAR(40), benef_insu_admdvs CHAR(6), scene CHAR(1), amt DECIMAL(15,2), ' +
  'use_time VARCHAR(29), upload_time VARCHAR(29)';
const ID = '[0-9A-Za-z_-]{1,40}';
const TIME = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}(Z|[+-][0-9]{2}:[0-9]{2})';
/** The same as the reconciler asks of a row, by one expression. */
const ROW = `^${ID} [1-9][0-9]{0,8} (${ID})? (${ID})? ${ID} ${ID} ${ID} [0-9]{6} ${ID} [0-9]{6} [1-4]? (0|[1-9][0-9]{0,12})[.][0-9]{2} ${TIME} ${TIME}$`;
const COLUMNS = USAGE.split(', ').map((each) => each.split(' ')[0] ?? '');

/** Baseline of the beneficiary region: the files into a table, every row checked, and both anti-joins. Gives seconds. */
export async function loadAndCompareLines(database: DatabaseAddress, day: DayFiles): Promise<number> {
  return timed(database, async (connection) => {
    await connection.query(`CREATE TABLE bench_usage (${USAGE}, PRIMARY KEY (use_id, line_no))`);
    await loadAll(connection, day, 'usage');
    const row = `CONCAT_WS(' ', ${COLUMNS.map((column) => `IFNULL(${column}, '')`).join(', ')})`;
    await connection.query(`SELECT COUNT(*) FROM bench_usage WHERE NOT ${row} REGEXP '${ROW}'`);
    await connection.query(
      'SELECT f.use_id FROM bench_usage f LEFT JOIN usage_line l ON l.use_id = f.use_id AND l.line_no = f.line_no ' +
        'WHERE l.use_id IS NULL OR l.amt <> f.amt * 100',
    );
    await connection.query(
      'SELECT l.use_id FROM upload u FORCE INDEX (received) JOIN usage_line l ON l.use_id = u.subject LEFT JOIN bench_usage f ' +
        "ON f.use_id = l.use_id AND f.line_no = l.line_no WHERE u.state = 'CONFIRMED' AND f.use_id IS NULL",
    );
  });
}

/** Baseline of the donor region: the files into tables, sums by limit, and these against the own limits. Gives seconds. */
export async function loadAndCompareLimits(database: DatabaseAddress, day: DayFiles): Promise<number> {
  return timed(database, async (connection) => {
    await connection.query(`CREATE TABLE bench_usage (${USAGE})`);
    await connection.query(
      'CREATE TABLE bench_listed (mulaid_rel_id VARCHAR(40), mulaid_lmt_id VARCHAR(40), lmt_amt DECIMAL(15,2), used_amt DECIMAL(15,2), used_cnt INT, state VARCHAR(9), PRIMARY KEY (mulaid_lmt_id))',
    );
    await loadAll(connection, day, 'usage');
    await loadAll(connection, day, 'limit');
    await connection.query(
      "CREATE TEMPORARY TABLE bench_sum (PRIMARY KEY (mulaid_lmt_id)) SELECT mulaid_lmt_id, SUM(IF(orig_use_id = '', amt, -amt)) amt, COUNT(*) n FROM bench_usage GROUP BY mulaid_lmt_id",
    );
    await connection.query(
      'SELECT l.mulaid_lmt_id FROM mulaid_limit l LEFT JOIN bench_listed f USING (mulaid_lmt_id) LEFT JOIN bench_sum s USING (mulaid_lmt_id) ' +
        'WHERE f.mulaid_lmt_id IS NULL OR f.used_amt * 100 <> l.used_amt OR f.used_amt <> IFNULL(s.amt, 0) OR f.used_cnt <> IFNULL(s.n, 0)',
    );
  });
}

async function timed(database: DatabaseAddress, work: (connection: Connection) => Promise<void>): Promise<number> {
  const connection = await openConnection(database);
  await connection.query('DROP TABLE IF EXISTS bench_usage, bench_listed');
  const began = performance.now();
  await work(connection);
  const seconds = (performance.now() - began) / 1000;
  await connection.query('DROP TABLE IF EXISTS bench_usage, bench_listed');
  await connection.end();
  return seconds;
}

async function loadAll(connection: Connection, day: DayFiles, kind: DayFile['kind']): Promise<void> {
  const table = kind === 'usage' ? 'bench_usage' : 'bench_listed';
  for (const { path } of day.files.filter((each) => each.kind === kind)) {
    const sql = `LOAD DATA LOCAL INFILE 'x' INTO TABLE ${table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' IGNORE 1 LINES`;
    await connection.query({ sql, infileStreamFactory: () => createReadStream(path).pipe(createGunzip()) });
  }
}
