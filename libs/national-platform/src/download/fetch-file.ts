import { setTimeout as pause } from 'node:timers/promises';
import { addressOf, signedHeaders, type DownloadOptions } from './ask-for';
import { DownloadError } from './fetch-json';
import { isKept, PartFile } from './part-file';
import { RANGE_BEYOND, transfer } from './transfer';
import type { DayFile } from './manifest';

/** So often a file is fetched whole that is not what the manifest says, */
const WRONG_AT_MOST = 3;
/** and so often it may break off without any byte that was not here before. */
const IN_VAIN_AT_MOST = 5;
/** However little comes at a time, it is given up for now after so many requests; what is here by then is kept. */
const REQUESTS_AT_MOST = 300;
const FIRST_PAUSE = 200;

/** A file of a day, and the folder where it is to be. */
export interface FileWanted {
  readonly file: DayFile;
  readonly folder: string;
  /** Told of each byte once. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** The file is in the folder; or the platform does not give it now; or it is not what the manifest says of it. */
export type FileFetched =
  { readonly kind: 'here' } | { readonly kind: 'not ready' | 'failed'; readonly reason: string };

/**
 * Brings a file to the folder, hashed while it streams: what is there already is not asked for, a download that breaks
 * off goes on with `Range`, one of another size or hash is fetched again as a whole. Rejects where the signal aborts,
 * and where the disk does not take it.
 */
export async function fetchFile(options: DownloadOptions, wanted: FileWanted): Promise<FileFetched> {
  const { file, folder } = wanted;
  if (await isKept(folder, file)) {
    wanted.onBytes?.(file.bytes);
    return { kind: 'here' };
  }
  const part = await PartFile.open(folder, file);
  try {
    return await new FileFetch(options, wanted, part).run();
  } finally {
    await part.close();
  }
}

/** A file did not come whole. */
interface Trouble {
  readonly kind: 'not ready' | 'failed';
  readonly reason: string;
  /** It would not be otherwise a moment later. */
  readonly isFinal?: boolean;
}

class FileFetch {
  private wrong = 0;
  private inVain = 0;
  /** The most that was ever here of it. */
  private furthest = 0;

  constructor(
    private readonly options: DownloadOptions,
    private readonly wanted: FileWanted,
    private readonly part: PartFile,
  ) {
    this.reached();
  }

  async run(): Promise<FileFetched> {
    const { file, folder } = this.wanted;
    for (let requests = 1; ; requests++) {
      if (this.part.length === file.bytes) {
        if (await this.part.keep(folder)) return { kind: 'here' };
        if (++this.wrong >= WRONG_AT_MOST)
          return { kind: 'failed', reason: `file ${file.name}: its SM3 is not the manifest's` };
        await this.part.beginAnew();
      }
      const before = this.furthest;
      const trouble = await this.tryOnce();
      if (trouble === undefined) continue;
      const { kind, reason, isFinal } = trouble;
      if (isFinal) return { kind, reason };
      if (kind === 'failed') {
        if (++this.wrong >= WRONG_AT_MOST) return { kind, reason };
        await this.part.beginAnew();
      } else if (requests >= REQUESTS_AT_MOST) return { kind, reason };
      else if (this.furthest > before) this.inVain = 0;
      else if (++this.inVain >= IN_VAIN_AT_MOST) return { kind, reason };
      await pause(FIRST_PAUSE * 2 ** this.inVain, undefined, { signal: this.options.signal });
    }
  }

  /** Asks for what is missing; gives what came in between. */
  private async tryOnce(): Promise<Trouble | undefined> {
    const { file } = this.wanted;
    const { answerWithin: within, signal } = this.options;
    const address = addressOf(this.options, `/mulaid/v1/usage-files/${encodeURIComponent(file.name)}`);
    const headers = await signedHeaders(this.options, address);
    const otherSize = { kind: 'failed', reason: `file ${file.name}: its size is not the manifest's` } as const;
    let skip = 0;
    try {
      await transfer(
        { address, headers, from: this.part.length, within, signal },
        async ({ from, whole }) => {
          if (whole !== undefined && whole !== file.bytes) throw new OtherSizeError();
          if (from === 0) await this.part.beginAnew();
          else skip = this.part.length - from;
        },
        async (piece) => {
          const fresh = piece.subarray(Math.min(skip, piece.length));
          skip -= piece.length - fresh.length;
          if (this.part.length + fresh.length > file.bytes) throw new OtherSizeError();
          await this.part.append(fresh);
          this.reached();
        },
      );
      // It ended as it said it would, and is too short.
      return this.part.length === file.bytes ? undefined : otherSize;
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      if (error instanceof OtherSizeError || error.status === RANGE_BEYOND) return otherSize;
      // What was moved or refused is not otherwise a moment later.
      const isFinal = error.status !== undefined && error.status >= 300 && error.status < 500;
      return { kind: 'not ready', reason: error.message, isFinal };
    }
  }

  private reached(): void {
    const { length } = this.part;
    if (length <= this.furthest) return;
    this.wanted.onBytes?.(length - this.furthest);
    this.furthest = length;
  }
}

/** More or fewer bytes than the manifest says. */
class OtherSizeError extends DownloadError {
  constructor() {
    super('another size');
  }
}
