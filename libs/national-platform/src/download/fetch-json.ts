import { isUtf8 } from 'node:buffer';
import { withExactNumbers } from '../exact-numbers';

/** The platform's HTTP side did not give what was asked for; says why in a sentence, without what it answered. */
export class DownloadError extends Error {
  /** The status that it answered with, where that was not the right one. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.status = status;
  }
}

/** How much of an answer is taken, and how long it is waited for. */
export interface AnswerBounds {
  /** Until all of it is here, ms. */
  readonly within: number;
  /** Bytes, unpacked. */
  readonly most: number;
}

/**
 * The JSON that a GET is answered with, numbers that a double does not hold as `withExactNumbers` has them. Rejects with DownloadError whatever else comes: another status, a redirect, no
 * JSON, more or later than the bounds allow, an answer that is cut off; with the signal's reason where that aborts.
 */
export async function fetchJson(
  address: URL,
  headers: Readonly<Record<string, string>>,
  { within, most }: AnswerBounds,
  signal: AbortSignal,
): Promise<unknown> {
  const late = AbortSignal.timeout(within);
  try {
    const answer = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.any([late, signal]) });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      const { status } = answer;
      throw new DownloadError(`the platform answers GET ${address.pathname} with status ${status}`, { status });
    }
    return jsonOf(await bytesOf(answer, most), answer.headers.get('content-type'));
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    if (signal.aborted) throw signal.reason;
    if (late.aborted) throw new DownloadError(`the platform gave no whole answer within ${within / 1000} s`);
    throw new DownloadError(`the platform cannot be reached, or broke off: ${causeOf(error)}`, { cause: error });
  }
}

async function bytesOf({ body }: Response, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop ends the connection: the rest of an answer that is too large is not taken.
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > most) throw new DownloadError(`the platform's answer has more than ${most} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}

function jsonOf(bytes: Buffer, type: string | null): unknown {
  try {
    const text = isUtf8(bytes) ? bytes.toString('utf8') : '';
    const parsed = JSON.parse(text) as unknown;
    const exact = withExactNumbers(text);
    return exact === text ? parsed : (JSON.parse(exact) as unknown);
  } catch {
    // Told below: the parser's own words would quote the answer.
  }
  const stated = type !== null && /^[\w./+-]+/.exec(type)?.[0].slice(0, 60);
  throw new DownloadError(`the platform's answer is no JSON (${bytes.length} bytes, ${stated || 'of no stated type'})`);
}

/** fetch() itself says only that it failed. */
function causeOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.message || cause?.code || message || String(error);
}
