import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const USAGE = [
  'use_id',
  'line_no',
  'orig_use_id',
  'setl_id',
  'mulaid_rel_id',
  'mulaid_lmt_id',
  'donor_psn_no',
  'donor_insu_admdvs',
  'benef_psn_no',
  'benef_insu_admdvs',
  'scene',
  'amt',
  'use_time',
  'upload_time',
] as const;
const LIMIT = ['mulaid_rel_id', 'mulaid_lmt_id', 'lmt_amt', 'used_amt', 'used_cnt', 'state'] as const;

/** The day of all these files, and its first moment. */
export const DAY = 20261124;
export const DAY_BEGINS = Date.parse('2026-11-24T00:00:00.000+08:00');

/** The columns of a row of the page, by their names. */
export type UsageRow = Readonly<Record<(typeof USAGE)[number], string>>;
export type LimitRow = Readonly<Record<(typeof LIMIT)[number], string>>;

/** A row of usage that is right, but for what is changed; upload ids rise with use_id. */
export function usageRow(change: Partial<UsageRow> = {}): UsageRow {
  return {
    use_id: '510000U1',
    line_no: '1',
    orig_use_id: '',
    setl_id: 'S1',
    mulaid_rel_id: '440000R1',
    mulaid_lmt_id: '440000L1',
    donor_psn_no: '44P1',
    donor_insu_admdvs: '440100',
    benef_psn_no: '51P1',
    benef_insu_admdvs: '510100',
    scene: '1',
    amt: '10.00',
    use_time: '2026-11-24T09:00:00.000+08:00',
    upload_time: '2026-11-24T09:00:01.000+08:00',
    ...change,
  };
}

/** A row of a limit that is right, but for what is changed. */
export function limitRow(change: Partial<LimitRow> = {}): LimitRow {
  return {
    mulaid_rel_id: '440000R1',
    mulaid_lmt_id: '440000L1',
    lmt_amt: '100.00',
    used_amt: '10.00',
    used_cnt: '1',
    state: 'EFFECTIVE',
    ...change,
  };
}

/** The text of a file of usage, or of limits. */
export function usageText(rows: readonly UsageRow[]): string {
  return [USAGE.join('\t'), ...rows.map((row) => USAGE.map((name) => row[name]).join('\t')), ''].join('\n');
}
export function limitText(rows: readonly LimitRow[]): string {
  return [LIMIT.join('\t'), ...rows.map((row) => LIMIT.map((name) => row[name]).join('\t')), ''].join('\n');
}

/** A file as the platform serves it. */
export interface ServedFile {
  readonly name: string;
  readonly kind: 'usage' | 'limit';
  readonly rows: number;
  readonly gzip: Buffer;
}

/** A file of a text; its rows are counted as a stranger does, by the ends of its lines. */
export function served(name: string, kind: 'usage' | 'limit', text: string | Buffer): ServedFile {
  const rows = text.toString('latin1').split('\n').length - 2;
  return { name, kind, rows, gzip: gzipSync(text) };
}

/** What the manifest says of a file. */
export function stated({ name, kind, rows, gzip }: ServedFile) {
  return { name, kind, rows, bytes: gzip.length, sm3: createHash('sm3').update(gzip).digest('hex') };
}

/** The manifest of these files, as §6 has it, with the sums of the rows. */
export function manifestOf(files: readonly ServedFile[], role: 'donor' | 'benef', amt: string) {
  const rows = files.filter(({ kind }) => kind === 'usage').reduce((sum, file) => sum + file.rows, 0);
  return { date: '2026-11-24', role, prov: '440000', rows, amt, files: files.map(stated) };
}

/** Yuan with two decimals. */
export function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** The plain sum of the rows' amounts, in fen. */
export function sumOf(rows: readonly UsageRow[]): number {
  return rows.reduce((sum, { amt }) => sum + Math.round(Number(amt) * 100), 0);
}

/** A day's folder as the download leaves it. */
export function keepDay(folder: string, files: readonly ServedFile[], given: { rows?: number; fen: number }): void {
  const kept = files.map((file) => ({ ...stated(file), path: join(folder, `${stated(file).sm3}.gz`) }));
  for (const [index, { path }] of kept.entries()) writeFileSync(path, files[index]?.gzip ?? '');
  const rows = given.rows ?? manifestOf(files, 'donor', '0.00').rows;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ rows, amount: String(given.fen), files: kept }));
}

/** Folders of a test file's own, gone after it. */
export function ownFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'mulaid-day-'));
    folders.push(folder);
    return folder;
  };
}
