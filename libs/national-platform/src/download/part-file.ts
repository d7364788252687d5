import { createHash, type Hash } from 'node:crypto';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { DayFile } from './manifest';

const PIECE = 256 * 1024;

/** Where a file of the manifest is kept: by its hash, because its name is the platform's. */
export function keptAt(folder: string, { sm3 }: DayFile): string {
  return join(folder, `${sm3}.gz`);
}

/** Whether a file of the manifest is in the folder, whole. */
export async function isKept(folder: string, file: DayFile): Promise<boolean> {
  const handle = await open(keptAt(folder, file), 'r').catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const hash = createHash('sm3');
    return (await hashed(handle, hash)) === file.bytes && hash.digest('hex') === file.sm3;
  } finally {
    await handle.close();
  }
}

/** A file that is on its way to the disk, hashed as it comes. */
export class PartFile {
  private hash: Hash = createHash('sm3');
  private bytes = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    private readonly file: DayFile,
  ) {}

  /** Goes on with what an earlier process had of it. */
  static async open(folder: string, file: DayFile): Promise<PartFile> {
    const path = join(folder, `${file.sm3}.part`);
    const part = new PartFile(await open(path, 'a+'), path, file);
    part.bytes = await hashed(part.handle, part.hash);
    if (part.bytes > file.bytes) await part.beginAnew();
    return part;
  }

  get length(): number {
    return this.bytes;
  }

  async append(piece: Buffer): Promise<void> {
    await this.handle.appendFile(piece);
    this.hash.update(piece);
    this.bytes += piece.length;
  }

  async beginAnew(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = createHash('sm3');
    this.bytes = 0;
  }

  /** Keeps it where it is what the manifest says; whether it was. */
  async keep(folder: string): Promise<boolean> {
    if (this.bytes !== this.file.bytes || this.hash.copy().digest('hex') !== this.file.sm3) return false;
    await rename(this.path, keptAt(folder, this.file));
    return true;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Hashes a file from its beginning, and gives its length. */
async function hashed(handle: FileHandle, hash: Hash): Promise<number> {
  const piece = Buffer.allocUnsafe(PIECE);
  for (let at = 0; ;) {
    const { bytesRead } = await handle.read(piece, 0, PIECE, at);
    if (bytesRead === 0) return at;
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
}
