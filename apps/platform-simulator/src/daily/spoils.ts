import { COLUMNS, type FileKind } from './columns';

/** One file before it is packed: its lines, the header's first. */
export interface FileText {
  readonly kind: FileKind;
  readonly lines: readonly string[];
}

/** One file of a manifest (§6). */
export interface FileEntry {
  readonly name: string;
  readonly kind: FileKind;
  readonly rows: number;
  readonly bytes: number;
  readonly sm3: string;
}

/** A manifest (§6). */
export interface Manifest {
  readonly date: string;
  readonly role: 'donor' | 'benef';
  readonly prov: string;
  readonly rows: number;
  readonly amt: string;
  readonly files: readonly FileEntry[];
}

/** What is wrong with a day's files: at most one of these steps is another than the right one. */
interface Spoil {
  /** Of the first file, as one text. */
  readonly text?: (text: string, file: FileText) => string | Buffer;
  /** Of the first file, packed; what the manifest says of it is reckoned afterwards. */
  readonly packed?: (bytes: Buffer) => Buffer;
  readonly manifest?: (manifest: Manifest) => Manifest;
  /** Of the first file, as it is sent: other bytes than the manifest says. */
  readonly sent?: (bytes: Buffer) => Buffer;
}

const swapped = (text: string, from: string, to: string): string => text.replace(from, () => to);
/** The first row with one column's text replaced. */
const withColumn = (column: string, value: string) => (text: string, file: FileText) => {
  const [header = '', first = '', ...others] = text.split('\n');
  const columns: readonly string[] = COLUMNS[file.kind];
  const fields = first.split('\t').map((field, index) => (columns[index] === column ? value : field));
  return [header, fields.join('\t'), ...others].join('\n');
};
const firstFile = (manifest: Manifest, change: Partial<FileEntry>): Manifest => {
  const files = manifest.files.map((file, index) => (index === 0 ? { ...file, ...change } : file));
  return { ...manifest, files };
};
const turned = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  const middle = Math.floor(copy.length / 2);
  copy.writeUInt8(copy.readUInt8(middle) ^ 0xff, middle);
  return copy;
};
const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/** The ways in which a day's files can be wrong, on request; all of them are FAILED days (R25, §6). */
export const SPOILS = {
  'broken-gzip': { packed: turned },
  'cut-gzip': { packed: half },
  'wrong-sm3': { manifest: (manifest) => firstFile(manifest, { sm3: '0'.repeat(64) }) },
  'wrong-bytes': { manifest: (manifest) => firstFile(manifest, { bytes: (manifest.files[0]?.bytes ?? 0) + 1 }) },
  'wrong-file-rows': { manifest: (manifest) => firstFile(manifest, { rows: (manifest.files[0]?.rows ?? 0) + 1 }) },
  'wrong-rows': { manifest: (manifest) => ({ ...manifest, rows: manifest.rows + 1 }) },
  'wrong-amt': { manifest: (manifest) => ({ ...manifest, amt: `1${manifest.amt}` }) },
  'other-bytes': { sent: turned },
  truncated: { sent: half },
  'missing-column': { text: (text) => text.replaceAll(/^[^\t\n]*\t/gm, '') },
  'other-header': { text: (text) => swapped(text, 'mulaid_rel_id\tmulaid_lmt_id', 'mulaid_lmt_id\tmulaid_rel_id') },
  'no-header': { text: (text) => text.slice(text.indexOf('\n') + 1) },
  'blank-line': { text: (text) => `${text}\n` },
  crlf: { text: (text) => text.replaceAll('\n', '\r\n') },
  bom: { text: (text) => `\uFEFF${text}` },
  nul: { text: withColumn('mulaid_lmt_id', '1\u00002') },
  'not-utf8': { text: (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x0a])]) },
  'bad-row': { text: withColumn('amt', '12,5') },
  'bad-time': { text: withColumn('use_time', '2026-13-41T25:00:00.000+08:00') },
  'outside-the-day': { text: withColumn('upload_time', '2020-01-01T00:00:00.000+08:00') },
} as const satisfies Readonly<Record<string, Spoil>>;

/** The name of one. */
export type SpoilName = keyof typeof SPOILS;

/** The steps of one, or those of a day that is right. */
export function spoilOf(name: SpoilName | undefined): Spoil {
  return name === undefined ? {} : SPOILS[name];
}
