import type { IncomingMessage } from 'node:http';

/** What a handler's guard finds instead of a body over 1 MiB: A06 comes after A02 and A03 (province-api.md). */
export const TOO_LARGE = Symbol('a body over 1 MiB');

const MOST_BYTES = 1024 * 1024;

/** Reads a JSON body; undefined where it is no JSON, TOO_LARGE where it is over 1 MiB. The rest of such a body is let go. */
export function readJsonBody(stream: IncomingMessage, done: (error: null, body?: unknown) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
    else if (chunks.length > 0) {
      chunks.length = 0;
      done(null, TOO_LARGE);
    }
  });
  stream.on('end', () => bytes <= MOST_BYTES && done(null, parsed(Buffer.concat(chunks).toString('utf8'))));
  stream.on('error', () => bytes <= MOST_BYTES && done(null, undefined));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
