import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { withExactNumbers } from './exact-numbers';

/** What a handler's guard finds instead of a body over 1 MiB: A06 comes after A02 and A03 (province-api.md). */
export const TOO_LARGE = Symbol('a body over 1 MiB');

/** What a handler finds instead of a body that is no JSON in UTF-8; undefined is a request without a body. */
export const NOT_JSON = Symbol('a body that is not JSON');

/** 1 MiB: the largest body, and the largest line of an import (province-api.md). */
export const MOST_BYTES = 1024 * 1024;

/** Reads a JSON body: undefined, NOT_JSON or TOO_LARGE where it is none. The rest of one over 1 MiB is let go. */
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
  stream.on('end', () => bytes <= MOST_BYTES && done(null, parsed(Buffer.concat(chunks))));
  stream.on('error', () => bytes <= MOST_BYTES && done(null, NOT_JSON));
}

/** Reads a body of another type: NOT_JSON, unless there is none or it is too large. */
export function readOtherBody(stream: IncomingMessage, done: (error: null, body?: unknown) => void): void {
  readJsonBody(stream, (_error, body) => done(null, body === undefined || body === TOO_LARGE ? body : NOT_JSON));
}

function parsed(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) return NOT_JSON;
  try {
    const json = body.toString('utf8');
    const value = JSON.parse(json) as unknown;
    const exact = withExactNumbers(json);
    return exact === json ? value : (JSON.parse(exact) as unknown);
  } catch {
    return NOT_JSON;
  }
}
