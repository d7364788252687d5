import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '@libs/province-store';
import type { QueryRunner } from 'typeorm';
import { checkFiles } from '../../apps/reconciler/src/books/check';
import {
  DAY,
  DAY_BEGINS,
  keepDay,
  limitText,
  served,
  sumOf,
  usageText,
  type LimitRow,
  type UsageRow,
} from './day-files';
import { stack } from './stack';

const TABLES = ['relationship', 'mulaid_limit', 'applied_line', 'usage_line', 'upload', 'discrepancy'];

/** A value of a column. */
type Cell = string | number | null;

/** What a province has in its books, written straight into its tables. */
export class DayProvince {
  private uploads = 0;

  private constructor(
    private readonly runner: QueryRunner,
    readonly database: DatabaseAddress,
  ) {}

  /** In an empty database. */
  static async make(runner: QueryRunner): Promise<DayProvince> {
    await runner.connection.runMigrations();
    const [{ name }] = (await runner.query('SELECT DATABASE() AS name')) as [{ name: string }];
    return new DayProvince(runner, { ...stack.database, name });
  }

  async empty(): Promise<void> {
    for (const table of TABLES) await this.runner.query(`DELETE FROM ${table}`);
  }

  relationship(id: string, change: Record<string, Cell> = {}): Promise<void> {
    const times = { commit_time: 0, estab_time: 0, open_since: change['state'] === 'PENDING' ? 1 : null };
    const people = { donor_psn_no: '44P1', benef_psn_no: `of-${id}`, donor: '{}', benef: '{}' };
    const terms = { rel_type: '01', commit_no: 'C', chnl: '1', content_hash: ''.padStart(32, '0') };
    const row = { mulaid_rel_id: id, role: 'donor', state: 'EFFECTIVE', ...people, ...terms, ...times, ...change };
    return this.insert('relationship', row);
  }

  /** A limit of 100.00 that was set the day before. */
  limit(id: string, relationship: string, change: Record<string, Cell> = {}): Promise<void> {
    const figures = { lmt_amt: 10_000, used_amt: 0, used_cnt: 0, ret_amt: 0, set_time: DAY_BEGINS - 1 };
    return this.insert('mulaid_limit', {
      mulaid_lmt_id: id,
      mulaid_rel_id: relationship,
      state: 'EFFECTIVE',
      ...figures,
      ...change,
    });
  }

  /** A row of a file that was applied, for its day or another. */
  applied(row: UsageRow, change: Record<string, Cell> = {}): Promise<void> {
    return this.insert('applied_line', {
      ...lineOf(row),
      day: DAY,
      upload_time: Date.parse(row.upload_time),
      ...change,
    });
  }

  /** Own lines of one usage or reversal, and what became of their upload. */
  async uploaded(rows: readonly UsageRow[], change: Record<string, Cell> = {}): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    for (const row of rows) await this.insert('usage_line', lineOf(row));
    await this.insert('upload', {
      msgid: `M${++this.uploads}`,
      infno: first.orig_use_id === '' ? 'M411' : 'M412',
      record_key: first.benef_psn_no,
      body: '{}',
      subject: first.use_id,
      state: 'CONFIRMED',
      tries: 1,
      next_at: 0,
      created_at: 0,
      upload_time: Date.parse(first.upload_time),
      ...change,
    });
  }

  discrepancy(change: Record<string, Cell>): Promise<void> {
    const key = { day: DAY, role: 'donor', kind: 'OVER_LIMIT', use_id: 'u', line_no: 1, mulaid_lmt_id: '440000L1' };
    return this.insert('discrepancy', { ...key, first_run: 1, last_run: 1, status: 'OPEN', ...change });
  }

  private async insert(table: string, row: Record<string, Cell>): Promise<void> {
    const names = Object.keys(row);
    await this.runner.query(
      `INSERT INTO ${table} (${names.join(',')}) VALUES (${names.map(() => '?').join(',')})`,
      Object.values(row),
    );
  }
}

function lineOf(row: UsageRow) {
  return {
    use_id: row.use_id,
    line_no: row.line_no,
    orig_use_id: row.orig_use_id || null,
    mulaid_rel_id: row.mulaid_rel_id,
    mulaid_lmt_id: row.mulaid_lmt_id,
    amt: Math.round(Number(row.amt) * 100),
    use_time: Date.parse(row.use_time),
  };
}

/** A day's files in a folder, checked. */
export async function checkedDay(
  folder: string,
  usage: readonly UsageRow[],
  limits?: readonly LimitRow[],
): Promise<void> {
  const files = [served('u.gz', 'usage', usageText(usage))];
  if (limits !== undefined) files.push(served('l.gz', 'limit', limitText(limits)));
  keepDay(folder, files, { fen: sumOf(usage) });
  expect(await checkFiles({ folder, day: DAY, role: 'donor' })).toMatchObject({ ok: true });
}

/** The rows of a file that a stage left, or the reconciler. */
export function rowsOf(folder: string, name: string): string[][] {
  const path = join(folder, name);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t'));
}

/** Writes what applying left unapplied: place in apply.tsv by use_id, kind, amount here. */
export function refuse(folder: string, refused: Readonly<Record<string, string>>): void {
  const rows = rowsOf(folder, 'apply.tsv').flatMap(([, seq, useId = '']) => {
    const [kind, amtHere = ''] = (refused[useId] ?? '').split(' ');
    return kind ? [`${seq}\t${kind}\t${amtHere}\n`] : [];
  });
  writeFileSync(join(folder, 'refused.tsv'), rows.join(''));
}

/** The differences in short: kind, use_id (or limit), amt_here/amt_there, gap, place; `closed` where it does not count. */
export function differencesIn(folder: string): string[] {
  return rowsOf(folder, 'discrepancies.tsv').map((row) => {
    const [kind, useId, lineNo, limitId, copy, , , , here, there, gapAmt, gapCnt, , , file, line, counted] = row;
    const key =
      useId === '' ? limitId : `${useId}${lineNo === '1' ? '' : `.${lineNo}`}${copy === '0' ? '' : `#${copy}`}`;
    const place = file === '' ? '' : ` ${file}:${line}`;
    const gap = useId === '' || gapCnt === undefined ? '' : ` gap ${gapAmt}/${gapCnt}`;
    return `${kind} ${key} ${here}/${there}${gap}${place}${counted === '1' ? '' : ' closed'}`;
  });
}
