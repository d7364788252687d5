import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fen, fenToYuan, yuanToFen } from '@libs/mutual-aid';
import { COLUMNS, writeDay, type DayOf, type FileKind, type FileRow } from './columns';
import { spoilOf, type FileText, type Manifest, type SpoilName } from './spoils';

/** A day's files, and what the manifest says of them. */
export interface PackedDay {
  readonly manifest: Manifest;
  /** By name, as they are sent. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Rows of a file by what it holds. */
export interface DayRows {
  readonly usage: readonly FileRow[];
  readonly limit: readonly FileRow[];
}

/**
 * Makes a day's files of at most `most` rows, and the manifest (§6). A file is called after its content, too: the same
 * name never gives other bytes, whatever the books say by then.
 */
export function packDay(of: DayOf, { usage, limit }: DayRows, most: number, spoiled?: SpoilName): PackedDay {
  const spoil = spoilOf(spoiled);
  const texts = [...inFiles('usage', usage, most), ...inFiles('limit', limit, most)];
  const files = new Map<string, Buffer>();
  const entries = texts.map((file, index) => {
    const isSpoiled = index === 0;
    const whole = `${file.lines.join('\n')}\n`;
    const packed = gzipSync((isSpoiled && spoil.text?.(whole, file)) || whole);
    const bytes = (isSpoiled && spoil.packed?.(packed)) || packed;
    const sm3 = createHash('sm3').update(bytes).digest('hex');
    const number = String(index + 1).padStart(4, '0');
    const name = `${of.day}-${of.province}-${of.role}-${file.kind}-${number}-${sm3.slice(0, 12)}.tsv.gz`;
    files.set(name, (isSpoiled && spoil.sent?.(bytes)) || bytes);
    return { name, kind: file.kind, rows: file.lines.length - 1, bytes: bytes.length, sm3 };
  });
  const amt = fenToYuan(fen(usage.reduce((sum, row) => sum + fenOf(row['amt']), 0n)));
  const { province: prov, role } = of;
  const manifest = { date: writeDay(of.day), role, prov, rows: usage.length, amt, files: entries };
  return { manifest: spoil.manifest?.(manifest) ?? manifest, files };
}

function inFiles(kind: FileKind, rows: readonly FileRow[], most: number): FileText[] {
  const columns: readonly string[] = COLUMNS[kind];
  const count = Math.ceil(rows.length / most);
  return Array.from({ length: count }, (_, index) => {
    const lines = rows.slice(index * most, (index + 1) * most);
    return { kind, lines: [columns, ...lines.map((row) => columns.map((name) => row[name] ?? ''))].map(joined) };
  });
}

function joined(fields: readonly string[]): string {
  return fields.join('\t');
}

/** An edited amount may be none. */
function fenOf(amt: string | undefined): bigint {
  return /^\d+\.\d{2}$/.test(amt ?? '') ? yuanToFen(amt ?? '') : 0n;
}
