import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { migrate, provinceDataSource, type DatabaseAddress } from '@libs/province-store';
import { createConnection } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import { createConnection as connect } from 'mysql2/promise';

/** The province whose day it is, as donor and as beneficiary region. */
export const PROVINCE = '440000';
/** The day, as the wire writes it. */
export const DATE = '2026-11-24';
/** When it begins, ms UTC. */
export const MIDNIGHT = Date.parse(`${DATE}T00:00:00.000+08:00`);
/** Rows a file (§6). */
const ROWS_A_FILE = 500_000;

const limits = (rows: number): number => rows * 0.4;
/** So many persons give; the nth is `padded(PROVINCE, n)`. */
export const donors = (rows: number): number => rows * 0.24;

/** A row's place: every twentieth reverses the one ten before it, and has its limit and amount. */
const BASE = '(IF(seq MOD 20 = 19, seq - 10, seq))';
const limitOf = (rows: number): string => `((${BASE} * 7919) MOD ${limits(rows)})`;
const donorOf = (limit: string): string => `(${limit} * 3 DIV 5)`;
const AMT = `(100 + (${BASE} * 37) MOD 9000)`;
const SIGN = '(IF(seq MOD 20 = 19, -1, 1))';
const IS_UNKNOWN = `(${BASE} MOD 2000 = 13)`;
const ms = (rows: number): string => `(${MIDNIGHT} + seq * 86399999 DIV ${rows})`;
/** SQL of an id. */
export const padded = (prefix: string, number: string): string => `CONCAT('${prefix}', LPAD(${number}, 10, '0'))`;
const yuan = (fen: string): string => `CONCAT(${fen} DIV 100, '.', LPAD(${fen} MOD 100, 2, '0'))`;
const timeText = (instant: string): string =>
  `CONCAT(DATE_FORMAT(FROM_UNIXTIME((${instant}) DIV 1000 + 28800), '%Y-%m-%dT%H:%i:%s'), '.', LPAD((${instant}) MOD 1000, 3, '0'), '+08:00')`;
const useId = (role: Role): string => padded(role === 'donor' ? '510000U' : `${PROVINCE}V`, 'seq');
const origUseId = (role: Role): string => `IF(seq MOD 20 = 19, ${useId(role).replace('seq', 'seq - 10')}, NULL)`;
/** What is not as on the other side: one row in 2,000 to 5,000, of every kind that comes by itself. */
const AMOUNT_HERE = `(${AMT} + (seq MOD 5000 = 77))`;
const IS_MISSING_THERE = '(seq MOD 5000 = 78)';
const IS_MISSING_HERE = '(seq MOD 5000 = 81)';
const lmtAmt = (limit: string): string => `(IF(${limit} MOD 2000 = 5, 1, 30000))`;

/** In which role the province has its day reconciled. */
export type Role = 'donor' | 'benef';

/** One file of a day. */
export interface DayFile {
  readonly name: string;
  readonly path: string;
  readonly kind: 'usage' | 'limit';
  readonly rows: number;
  readonly bytes: number;
  readonly sm3: string;
}

/** A day's files in one role. */
export interface DayFiles {
  readonly role: Role;
  readonly rows: number;
  readonly amt: string;
  readonly files: readonly DayFile[];
}

/** A connection that statements over millions of rows may keep as long as they like. */
export async function openConnection(database: DatabaseAddress): Promise<Connection> {
  const { host, port, user, password, name } = database;
  const connection = await connect({
    host,
    port,
    user,
    password,
    database: name,
    multipleStatements: true,
    supportBigNumbers: true,
    charset: 'utf8mb4_bin',
  });
  await connection.query("SET time_zone = '+00:00', SESSION net_read_timeout = 3600, net_write_timeout = 3600");
  return connection;
}

/** Makes the tables, and in them what the province has recorded before that day closes. */
export async function fillDatabase(database: DatabaseAddress, rows: number): Promise<void> {
  const source = await provinceDataSource(database, 'long').initialize();
  await migrate(source);
  await source.destroy();
  const connection = await openConnection(database);
  for (const statement of fillings(rows)) await connection.query(statement);
  await connection.end();
}

function fillings(rows: number): readonly string[] {
  const sequence = (count: number): string => `FROM seq_0_to_${count - 1}`;
  const stated = (psnNo: string, region: string): string =>
    `CONCAT('{"psnNo":"',${psnNo},'","name":"n","certType":"01","certNo":"c","insuType":"310","insuAdmdvs":"${region}"}')`;
  const zeros = 'UNHEX(REPEAT("00", 32))';
  const here = `${sequence(rows)} WHERE NOT ${IS_MISSING_HERE}`;
  return [
    `INSERT INTO mulaid_limit (mulaid_lmt_id,mulaid_rel_id,state,lmt_amt,set_time)
       SELECT ${padded('100000L', 'seq')},${padded('100000R', donorOf('seq'))},'EFFECTIVE',${lmtAmt('seq')},1 ${sequence(limits(rows))}`,
    `INSERT INTO insured_person (psn_no,psn_name,psn_cert_type,certno,insu_admdvs,enrolments,opening,balance,frozen,moved,live_given)
       SELECT p,'王小明','01','c','440100','[{"insutype":"310","state":"ACTIVE"}]',1000000,1000000,SUM(amt),1,1
         FROM (SELECT ${padded(PROVINCE, donorOf('seq'))} p,${lmtAmt('seq')} amt ${sequence(limits(rows))}) each_limit GROUP BY p`,
    `INSERT INTO relationship (mulaid_rel_id,role,state,donor_psn_no,benef_psn_no,donor,benef,rel_type,commit_no,commit_time,chnl,estab_time,content_hash)
       SELECT ${padded('100000R', 'seq')},'donor','EFFECTIVE',${padded(PROVINCE, 'seq')},${padded('510000', 'seq')},${stated(padded(PROVINCE, 'seq'), '440100')},${stated(padded('510000', 'seq'), '510100')},'02','c',1,'1',1,${zeros} ${sequence(donors(rows))}`,
    `INSERT INTO usage_record (use_id,setl_id,psn_no,content_hash,scene,use_time,pay_amt,acct_pay,acct_mulaid_pay,psn_cash_pay,line_items,recorded_at,reversal_use_id)
       SELECT ${useId('benef')},${padded('S', 'seq')},${padded(PROVINCE, donorOf(limitOf(rows)))},${zeros},'1',${ms(rows)}-60000,${AMT},0,${AMT},0,'[]',${ms(rows)},
         IF(seq MOD 20 = 9, ${useId('benef').replace('seq', 'seq + 10')}, NULL) ${here} AND seq MOD 20 <> 19`,
    `INSERT INTO usage_line (use_id,line_no,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time)
       SELECT ${useId('benef')},1,${origUseId('benef')},${padded('100000R', donorOf(limitOf(rows)))},${padded('100000L', limitOf(rows))},${AMOUNT_HERE},${ms(rows)}-60000 ${here}`,
    `INSERT INTO upload (msgid,infno,record_key,body,subject,state,tries,next_at,created_at,upload_time)
       SELECT ${padded(PROVINCE, 'seq')},IF(seq MOD 20 = 19,'M412','M411'),${padded(PROVINCE, donorOf(limitOf(rows)))},'{}',${useId('benef')},'CONFIRMED',1,0,${ms(rows)},${ms(rows)} ${here}`,
    'CREATE TABLE bench_limit AS SELECT * FROM mulaid_limit',
    'CREATE TABLE bench_person AS SELECT * FROM insured_person',
    'ANALYZE TABLE insured_person, relationship, mulaid_limit, usage_record, usage_line, upload',
  ];
}

/** Everything is again as before the day closed. */
export async function resetDonors(database: DatabaseAddress): Promise<void> {
  const connection = await openConnection(database);
  const emptied = [
    'applied_line',
    'unapplied_line',
    'discrepancy',
    'reconciliation_run',
    'ledger_entry',
    'ledger_batch',
  ];
  for (const table of [...emptied, 'outbox', 'mulaid_limit', 'insured_person'])
    await connection.query(`TRUNCATE ${table}`);
  await connection.query('INSERT INTO mulaid_limit SELECT * FROM bench_limit');
  await connection.query('INSERT INTO insured_person SELECT * FROM bench_person');
  await connection.end();
}

/** Writes the day's files in one role, as the platform would. */
export async function writeDay(dir: string, database: DatabaseAddress, rows: number, role: Role): Promise<DayFiles> {
  const limit = limitOf(rows);
  const isThere = role === 'benef' ? `NOT ${IS_MISSING_THERE}` : '1';
  const own = role === 'donor';
  const columns = [
    ...[useId(role), '1', `IFNULL(${origUseId(role)}, '')`, padded('S', BASE), padded('100000R', donorOf(limit))],
    own ? `IF(${IS_UNKNOWN}, ${padded('100000X', limit)}, ${padded('100000L', limit)})` : padded('100000L', limit),
    ...[padded(own ? PROVINCE : '510000', donorOf(limit)), own ? "'440100'" : "'510100'"],
    ...[padded(own ? '510000' : PROVINCE, donorOf(limit)), own ? "'510100'" : "'440100'", "'1'", yuan(AMT)],
    ...[timeText(`${ms(rows)}-60000`), timeText(ms(rows))],
  ];
  const files: DayFile[] = [];
  for (let from = 0; from < rows; from += ROWS_A_FILE) {
    const until = Math.min(from + ROWS_A_FILE, rows) - 1;
    const sql = `SELECT CONCAT_WS('\\t',${columns.join(',')}) FROM seq_${from}_to_${until} WHERE ${isThere}`;
    files.push(
      await writeFile({ dir, name: `${role}-usage-${from}.tsv.gz`, kind: 'usage' }, database, USAGE_HEADER, sql),
    );
  }
  if (own)
    files.push(await writeFile({ dir, name: 'limit.tsv.gz', kind: 'limit' }, database, LIMIT_HEADER, limitRows(rows)));
  const connection = await openConnection(database);
  const [[sum]] = (await connection.query(
    `SELECT COUNT(*) n, SUM(${AMT}) amt FROM seq_0_to_${rows - 1} WHERE ${isThere}`,
  )) as unknown as [[{ n: number; amt: string }]];
  await connection.end();
  const fen = String(sum.amt);
  return { role, rows: Number(sum.n), amt: `${fen.slice(0, -2)}.${fen.slice(-2)}`, files };
}

const USAGE_HEADER =
  'use_id\tline_no\torig_use_id\tsetl_id\tmulaid_rel_id\tmulaid_lmt_id\tdonor_psn_no\tdonor_insu_admdvs\tbenef_psn_no\tbenef_insu_admdvs\tscene\tamt\tuse_time\tupload_time';
const LIMIT_HEADER = 'mulaid_rel_id\tmulaid_lmt_id\tlmt_amt\tused_amt\tused_cnt\tstate';

function limitRows(rows: number): string {
  const lmt = 'CAST(SUBSTRING(l.mulaid_lmt_id, 8) AS UNSIGNED)';
  const used = 'IFNULL(u.used, 0)';
  return `SELECT CONCAT_WS('\\t',l.mulaid_rel_id,l.mulaid_lmt_id,'300.00',${yuan(used)},IFNULL(u.n, 0),'EFFECTIVE')
    FROM bench_limit l LEFT JOIN (SELECT ${limitOf(rows)} lmt,SUM(${SIGN} * CAST(${AMT} AS SIGNED)) used,COUNT(*) n
      FROM seq_0_to_${rows - 1} WHERE NOT ${IS_UNKNOWN} GROUP BY lmt) u ON u.lmt = ${lmt}`;
}

async function writeFile(
  file: { dir: string; name: string; kind: DayFile['kind'] },
  database: DatabaseAddress,
  header: string,
  sql: string,
): Promise<DayFile> {
  const { dir, name, kind } = file;
  const path = join(dir, name);
  const { host, port, user, password } = database;
  const own = { host, port, user, password, database: database.name, charset: 'utf8mb4_bin', rowsAsArray: true };
  const connection = createConnection({ ...own, queryFormat: (text: string) => text });
  connection.query("SET time_zone = '+00:00'");
  let rows = 0;
  const lines = new Transform({
    writableObjectMode: true,
    transform(row: [string], _, done) {
      rows++;
      done(null, `${row[0]}\n`);
    },
  });
  lines.push(`${header}\n`);
  await pipeline(connection.query(sql).stream(), lines, createGzip({ level: 1 }), createWriteStream(path));
  connection.end();
  const sm3 = createHash('sm3');
  const hashing = new Writable({ write: (chunk: Buffer, _, done) => (sm3.update(chunk), done()) });
  await pipeline(createReadStream(path), hashing);
  return { name, path, kind, rows, bytes: statSync(path).size, sm3: sm3.digest('hex') };
}
