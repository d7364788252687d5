import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { DownloadError } from './fetch-json';
import { Pieces } from './pieces';

/** Bytes a second, over a minute, below which an answer is broken off: it would be waited for without end. */
const SLOWEST = 1024;
const MINUTE = 60_000;

/** A GET of bytes. */
export interface BytesAsked {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The first byte that is wanted; the whole is asked for where it is 0. */
  readonly from: number;
  /** Silence after which it is given up, ms. */
  readonly within: number;
  readonly signal: AbortSignal;
}

/** What an answer's bytes are: from which on, as it says, and how many the whole has, where it says that. */
export interface BytesComing {
  readonly from: number;
  readonly whole: number | undefined;
}

/**
 * Asks for the bytes of a file from one on, and hands them over as they come, each piece once the one before it was
 * taken. Resolves when the answer ended as it said it would; rejects with DownloadError (RANGE_BEYOND where the platform
 * has no such byte), or with the signal's reason.
 *
 * By node:http: fetch() unpacks an answer by itself where a server calls the gzip file an encoding.
 */
export async function transfer(
  asked: BytesAsked,
  begin: (coming: BytesComing) => Promise<void>,
  take: (piece: Buffer) => Promise<void>,
): Promise<void> {
  const { address, signal, within } = asked;
  const patience = new Patience(within, signal);
  try {
    const { answer, pieces } = await answerTo(asked, patience.signal);
    await begin(comingOf(answer, asked));
    for await (const piece of pieces) {
      await take(piece);
      patience.came(piece.length);
    }
    if (!answer.complete) throw new Error('the answer was cut off');
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof DownloadError) throw error;
    const why = patience.lost ?? (error as Error).message;
    throw new DownloadError(`GET ${address.pathname} broke off: ${why}`, { cause: error });
  } finally {
    patience.end();
  }
}

/** What `status` a DownloadError has where the platform has fewer bytes than were asked for. */
export const RANGE_BEYOND = 416;

/** An answer, and what comes of it. */
interface Answer {
  readonly answer: IncomingMessage;
  readonly pieces: Pieces;
}

function answerTo({ address, headers, from }: BytesAsked, signal: AbortSignal): Promise<Answer> {
  const range = from === 0 ? {} : { range: `bytes=${from}-` };
  const ask = address.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const request = ask(address, { headers: { ...headers, ...range, 'accept-encoding': 'identity' }, signal });
    request.on('response', (answer) => resolve({ answer, pieces: new Pieces(answer) }));
    request.on('error', reject).end();
  });
}

function comingOf(answer: IncomingMessage, { address, from }: BytesAsked): BytesComing {
  const { statusCode: status, headers } = answer;
  if (status === 200) return { from: 0, whole: lengthOf(headers['content-length']) };
  const [, first, whole] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (status === 206 && from > 0 && first !== undefined && Number(first) <= from)
    return { from: Number(first), whole: lengthOf(whole) };
  answer.destroy();
  throw new DownloadError(`the platform answers GET ${address.pathname} with status ${status}`, {
    ...(status === undefined ? {} : { status }),
  });
}

function lengthOf(text: string | undefined): number | undefined {
  return text === undefined || text === '*' ? undefined : Number(text);
}

/** Ends a request over which nothing comes, or too little. */
class Patience {
  private readonly giveUp = new AbortController();
  readonly signal: AbortSignal;
  /** Why it was given up. */
  lost: string | undefined;
  private silence: NodeJS.Timeout;
  private readonly minutes: NodeJS.Timeout;
  private bytes = 0;

  constructor(
    private readonly within: number,
    outer: AbortSignal,
  ) {
    this.signal = AbortSignal.any([this.giveUp.signal, outer]);
    this.silence = this.startSilence();
    this.minutes = setInterval(() => {
      if (this.bytes < (SLOWEST * MINUTE) / 1000) this.lose(`fewer than ${SLOWEST} bytes a second came`);
      this.bytes = 0;
    }, MINUTE);
  }

  came(bytes: number): void {
    this.bytes += bytes;
    this.silence.refresh();
  }

  end(): void {
    clearTimeout(this.silence);
    clearInterval(this.minutes);
    // A connection that is not read to its end must not stay open.
    this.giveUp.abort();
  }

  private startSilence(): NodeJS.Timeout {
    return setTimeout(() => this.lose(`nothing came for ${this.within / 1000} s`), this.within);
  }

  private lose(why: string): void {
    this.lost = why;
    this.giveUp.abort(new Error(why));
  }
}
