import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { KeptManifest } from '@libs/national-platform';
import { headerOf, type FileKind } from './columns';

const LF = 10;
const CR = 13;
const NUL = 0;
/** What the file cannot be read for (§6); the sentence is for an operator. */
export class UnreadableError extends Error {}

/** Where a file's rows are among all of its kind. */
export interface FilePlace {
  readonly name: string;
  /** The place of its first row, from 0. */
  readonly first: number;
  readonly rows: number;
}

/**
 * Unpacks files of a kind into one text without header lines, in their order. Rejects with UnreadableError where one is
 * no whole gzip, has another header line, a line that does not end with LF, an empty line, CR or NUL, or other than the
 * manifest's number of rows.
 */
export async function unpack(
  files: readonly KeptManifest['files'][number][],
  kind: FileKind,
  path: string,
): Promise<FilePlace[]> {
  const text = await open(path, 'w');
  const places: FilePlace[] = [];
  let first = 0;
  try {
    for (const file of files) {
      const lines = new FileLines(file.name, kind, text);
      await unpackOne(file, lines);
      const rows = lines.end();
      if (rows !== file.rows)
        throw new UnreadableError(`file ${file.name} has ${rows} rows, the manifest says ${file.rows}`);
      places.push({ name: file.name, first, rows });
      first += rows;
    }
  } finally {
    await text.close();
  }
  return places;
}

async function unpackOne({ name, path }: KeptManifest['files'][number], lines: FileLines): Promise<void> {
  try {
    await pipeline(createReadStream(path), createGunzip({ chunkSize: 256 * 1024 }), async (pieces) => {
      for await (const piece of pieces as AsyncIterable<Buffer>) await lines.take(piece);
    });
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_'))
      throw new UnreadableError(`file ${name} is no whole gzip (after line ${lines.count})`);
    throw error;
  }
}

/** Looks at a file's bytes as they come, and passes on what is behind its header. */
class FileLines {
  /** Lines ended so far, the header included. */
  count = 0;
  private readonly header: Buffer;
  private before: Buffer = Buffer.alloc(0);
  private last = LF;

  constructor(
    private readonly name: string,
    kind: FileKind,
    private readonly text: FileHandle,
  ) {
    this.header = Buffer.from(`${headerOf(kind)}\n`);
  }

  async take(piece: Buffer): Promise<void> {
    const rows = this.count === 0 ? this.behindHeader(piece) : piece;
    if (rows.length === 0) return;
    this.look(rows);
    await this.text.appendFile(rows);
  }

  /** The number of rows. */
  end(): number {
    if (this.count === 0) throw this.unreadable(1, 'the header line is not that of the interface');
    if (this.last !== LF) throw this.unreadable(this.count + 1, 'the last line does not end with LF');
    return this.count - 1;
  }

  private behindHeader(piece: Buffer): Buffer {
    const bytes = this.before.length === 0 ? piece : Buffer.concat([this.before, piece]);
    const { header } = this;
    const length = Math.min(bytes.length, header.length);
    if (bytes.compare(header, 0, length, 0, length) !== 0) this.end();
    if (bytes.length < header.length) {
      this.before = bytes;
      return Buffer.alloc(0);
    }
    this.count = 1;
    return bytes.subarray(header.length);
  }

  private look(rows: Buffer): void {
    if (rows.includes(CR)) throw this.unreadable(this.lineAt(rows, rows.indexOf(CR)), 'CR in a line');
    if (rows.includes(NUL)) throw this.unreadable(this.lineAt(rows, rows.indexOf(NUL)), 'NUL in a line');
    if (this.last === LF && rows[0] === LF) throw this.unreadable(this.count + 1, 'an empty line');
    const empty = rows.indexOf('\n\n');
    if (empty !== -1) throw this.unreadable(this.lineAt(rows, empty + 1), 'an empty line');
    this.count = this.lineAt(rows, rows.length) - 1;
    this.last = rows[rows.length - 1] ?? LF;
  }

  /** The number of the line in which a byte stands, from 1. */
  private lineAt(rows: Buffer, place: number): number {
    let line = this.count + 1;
    for (let at = rows.indexOf(LF); at !== -1 && at < place; at = rows.indexOf(LF, at + 1)) line++;
    return line;
  }

  private unreadable(line: number, why: string): UnreadableError {
    return new UnreadableError(`file ${this.name}, line ${line}: ${why}`);
  }
}
