import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Role } from '@libs/mutual-aid';
import { formatDay } from '../dates';
import { askFor, MalformedAnswerError, type DownloadOptions } from './ask-for';
import { DownloadError } from './fetch-json';
import { fetchFile, type FileFetched } from './fetch-file';
import { manifestBody, type Manifest } from './manifest';
import { keptAt } from './part-file';

/** Bytes of a manifest at most. */
const MOST_OF_A_MANIFEST = 32 * 1024 * 1024;
const MANIFEST_TRIES = 3;
/** Manifests of one day that are gone by, where the files fit none of those before. */
const MANIFESTS_AT_MOST = 3;
const PAUSE = 500;
/** Files that are fetched at once. */
const AT_ONCE = 3;

/** A day's files are wanted in a folder of their own. */
export interface DayWanted {
  /** As `periodsOf` numbers it. */
  readonly day: number;
  readonly role: Role;
  readonly folder: string;
  /** Told of bytes as they are here, and how many there will be. */
  readonly onBytes?: ((more: number, all: number) => void) | undefined;
}

/** What became of it; reasons are for an operator. */
export type DayFetched =
  | { readonly kind: 'ready'; readonly rows: number; readonly files: number }
  | { readonly kind: 'not ready' | 'failed'; readonly reason: string };

/** The manifest as it stands in the folder. */
export interface KeptManifest {
  readonly rows: number;
  /** In fen. */
  readonly amount: string;
  readonly files: readonly (Manifest['files'][number] & { readonly path: string })[];
}

/** The name under which the manifest stands in the day's folder. */
export const MANIFEST = 'manifest.json';

/** The day's files of the platform (§6), brought to disk. */
export class UsageFiles {
  constructor(private readonly options: DownloadOptions) {}

  /**
   * Brings a day's files to its folder, each with the manifest's size and hash, several at a time; what is there already
   * is kept, what belongs to another manifest goes. `not ready`: there are none yet, or the platform does not give them
   * now. `failed`: the manifest or a file is wrong, also after fetching again. Rejects where the signal aborts or the
   * disk fails.
   */
  async fetchDay(wanted: DayWanted): Promise<DayFetched> {
    await mkdir(wanted.folder, { recursive: true });
    let manifest = await this.manifest(wanted);
    for (let rounds = 1; ; rounds++) {
      if ('kind' in manifest) return manifest;
      const trouble = await this.fetchFiles(manifest, wanted);
      if (trouble === undefined) {
        await keepManifest(manifest, wanted.folder);
        return { kind: 'ready', rows: manifest.rows, files: manifest.files.length };
      }
      if (trouble.kind !== 'failed' || rounds >= MANIFESTS_AT_MOST) return trouble;
      // They may have been made anew meanwhile.
      const newer = await this.manifest(wanted);
      if (JSON.stringify(said(newer)) === JSON.stringify(said(manifest))) return trouble;
      manifest = newer;
    }
  }

  private async manifest({
    day,
    role,
  }: DayWanted): Promise<Manifest | (DayFetched & { kind: 'not ready' | 'failed' })> {
    const query = `date=${formatDay(day)}&role=${role}`;
    const question = { path: '/mulaid/v1/usage-files', query, body: manifestBody, most: MOST_OF_A_MANIFEST };
    for (let tries = 1; ; tries++) {
      try {
        const manifest = await askFor(this.options, question);
        const { province } = this.options;
        if (manifest.day === day && manifest.role === role && manifest.province === province) return manifest;
        return { kind: 'failed', reason: 'the manifest is of another day, role or province' };
      } catch (error) {
        if (!(error instanceof DownloadError)) throw error;
        if (error instanceof MalformedAnswerError) return { kind: 'failed', reason: error.message };
        if (error.status === 404) return { kind: 'not ready', reason: 'the platform has no files of that day yet' };
        if (tries >= MANIFEST_TRIES) return { kind: 'not ready', reason: error.message };
      }
      await pause(PAUSE * tries, undefined, { signal: this.options.signal });
    }
  }

  private async fetchFiles(manifest: Manifest, { folder, onBytes }: DayWanted) {
    await removeOthers(manifest, folder);
    const all = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const left = [...new Map(manifest.files.map((file) => [file.sm3, file])).values()];
    let trouble: Exclude<FileFetched, { kind: 'here' }> | undefined;
    const fetchNext = async (): Promise<void> => {
      for (let file = left.shift(); file !== undefined && trouble === undefined; file = left.shift()) {
        const fetched = await fetchFile(this.options, { file, folder, onBytes: (more) => onBytes?.(more, all) });
        if (fetched.kind !== 'here') trouble ??= fetched;
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, fetchNext));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return trouble;
  }
}

/** What a manifest says, as JSON can have it. */
function said(manifest: object): object {
  return 'amount' in manifest ? { ...manifest, amount: String(manifest.amount) } : manifest;
}

/** Removes what an earlier manifest had. */
async function removeOthers({ files }: Manifest, folder: string): Promise<void> {
  await rm(join(folder, MANIFEST), { force: true });
  const ours = new Set(files.flatMap(({ sm3 }) => [`${sm3}.gz`, `${sm3}.part`]));
  for (const name of await readdir(folder))
    if (/\.(gz|part)$/.test(name) && !ours.has(name)) await rm(join(folder, name), { force: true });
}

async function keepManifest({ rows, amount, files }: Manifest, folder: string): Promise<void> {
  const kept: KeptManifest = {
    rows,
    amount: String(amount),
    files: files.map((file) => ({ ...file, path: keptAt(folder, file) })),
  };
  await writeFile(join(folder, MANIFEST), JSON.stringify(kept));
}
