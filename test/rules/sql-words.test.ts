import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionStart } from '../../libs/province-store/src/session';

const ROOT = join(__dirname, '..', '..');
/** Drives MariaDB's own programs. */
const MARIADB_ONLY = 'apps/development-stack';
/** Speaks to DuckDB too, which has words of its own. */
const DUCKDB_TOO = 'apps/reconciler/src/books';
const DUCKDB_WORDS = [/\bAS INT(EGER)?\)/, /\bCREATE OR REPLACE (TABLE|INDEX|TRIGGER)\b/].map(String);

/** The program without its comments, and without what only MariaDB reads of its SQL. */
function sqlOf(text: string): string {
  return text
    .replace(/\/\*M!.*?\*\//gs, '')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
}

const files = ['apps', 'libs']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith('.ts') && !path.startsWith(MARIADB_ONLY))
  .map((path) => ({ path, sql: sqlOf(readFileSync(join(ROOT, path), 'utf8')) }));

/** What one of MariaDB, MySQL 8, TiDB and OceanBase does not read, how it is said instead, and an example. */
const WORDS: readonly (readonly [pattern: RegExp, instead: string, example: string])[] = [
  [/\bPERSISTENT\b/, 'STORED', 'a INT AS (b) PERSISTENT'],
  [/\bAS INT(EGER)?\)/, 'CAST(… AS SIGNED)', 'CAST(a AS INTEGER)'],
  [
    /\b(ADD|DROP|CHANGE|MODIFY)( COLUMN| INDEX| KEY| UNIQUE| CONSTRAINT)* IF (NOT )?EXISTS\b/,
    'a look into information_schema (is-there.ts)',
    'ALTER TABLE a ADD COLUMN IF NOT EXISTS b INT',
  ],
  [/\b(CREATE|DROP) INDEX IF (NOT )?EXISTS\b/, 'likewise', 'CREATE INDEX IF NOT EXISTS a ON b (c)'],
  [/\bCREATE OR REPLACE (TABLE|INDEX|TRIGGER)\b/, 'CREATE TABLE IF NOT EXISTS', 'CREATE OR REPLACE TABLE a (b INT)'],
  [/\bRETURNING\b/, 'a SELECT', 'DELETE FROM a RETURNING b'],
  [/\b(CREATE SEQUENCE|NEXTVAL|NEXT VALUE FOR|LASTVAL)\b/i, 'a row that counts', 'SELECT NEXTVAL(a)'],
  [/\bUPDATE \w+ ?= ?VALUE\(/, 'VALUES(…)', 'ON DUPLICATE KEY UPDATE a=VALUE(a)'],
  [/\bAS (new|incoming)\b.{0,40}ON DUPLICATE/s, 'VALUES(…)', 'VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a'],
  [/\bSET STATEMENT\b/, 'the session’s start (session.ts)', 'SET STATEMENT max_statement_time = 1 FOR SELECT 1'],
  [
    /\b(max_statement_time|idle_transaction_timeout|check_constraint_checks|tx_isolation|transaction_isolation)\b/,
    'a comment /*M! … */, or SET TRANSACTION ISOLATION LEVEL',
    'SET tx_isolation = 1',
  ],
  [/\bSNAPSHOT, READ ONLY\b/, 'one of the two', 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'],
  [/\b(SKIP LOCKED|LIMIT ROWS EXAMINED|SYSTEM VERSIONING|PERIOD FOR)\b/, 'nothing', 'FOR UPDATE SKIP LOCKED'],
  [/\bJSON_(VALUE|QUERY|DETAILED|COMPACT|LOOSE|EXISTS)\(/, 'JSON_EXTRACT', "JSON_VALUE(a, '$.b')"],
  [/\bBEGIN NOT ATOMIC\b/, 'several statements', 'BEGIN NOT ATOMIC'],
];

test('there is SQL to look at, and comments for MariaDB alone are left aside', () => {
  expect(files.filter(({ sql }) => /\bSELECT |INSERT INTO |CREATE TABLE /.test(sql)).length).toBeGreaterThan(15);
  expect(sessionStart({}).join()).toContain('check_constraint_checks');
  expect(sqlOf(sessionStart({}).join())).not.toContain('check_constraint_checks');
});

test.each(WORDS)('no %s: it is said by %s', (pattern, _instead, example) => {
  expect(example).toMatch(pattern);
  const looked = files.filter(({ path }) => !(path.startsWith(DUCKDB_TOO) && DUCKDB_WORDS.includes(String(pattern))));
  expect(looked.filter(({ sql }) => pattern.test(sql)).map(({ path }) => path)).toEqual([]);
});
