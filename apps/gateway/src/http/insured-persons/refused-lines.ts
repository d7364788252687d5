import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** A line that an import did not take. */
export interface RefusedLine {
  readonly line: number;
  readonly err_code: string;
  readonly detail: string;
}

/** The lines that an import refused, in a file that has lost its name already: a million of them cost no memory. */
export class RefusedLines {
  private file: FileHandle | undefined;

  /** Adds lines, which must come in order. */
  async add(lines: readonly RefusedLine[]): Promise<void> {
    if (lines.length === 0) return;
    const comma = this.file === undefined ? '' : ',';
    this.file ??= await openNameless();
    await this.file.appendFile(comma + lines.map((line) => JSON.stringify(line)).join(','));
  }

  /** What POST /insured-persons/import answers, as a stream; the file is gone once that is sent or given up. */
  answer(accepted: number): Readable {
    const { file } = this;
    const text = Readable.from(parts(accepted, file), { objectMode: false });
    text.once('close', () => void this.close());
    return text;
  }

  /** Gives up what was kept. */
  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `mutual-aid-import-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function* parts(accepted: number, file: FileHandle | undefined): AsyncGenerator<Buffer> {
  yield Buffer.from(`{"accepted":${accepted},"refused":[`);
  if (file) for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) yield chunk as Buffer;
  yield Buffer.from(']}');
}
