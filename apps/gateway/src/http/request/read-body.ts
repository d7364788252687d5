import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { withExactNumbers } from '@libs/national-platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a handler's guard finds instead of a body over 1 MiB: A06 comes after A02 and A03 (province-api.md). */
export const TOO_LARGE = Symbol('a body over 1 MiB');

/** What a handler's guard finds instead of a body that is no JSON in UTF-8: A01 comes after A06. */
export const NOT_JSON = Symbol('a body that is not JSON');

/** 1 MiB: the largest body, and the largest line of an import (province-api.md). */
export const MOST_BYTES = 1024 * 1024;

type Done = (error: null, body?: unknown) => void;

/**
 * How bodies are read: one that is empty is none, whatever its type and transfer coding; JSON is parsed; what is over
 * 1 MiB or no JSON is told by the guard, after roles. What is no JSON at `importUrl` is left to the import to read.
 */
export function readBodies(fastify: FastifyInstance, importUrl: string): void {
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser('application/json', (_request: unknown, stream: IncomingMessage, done: Done) =>
    readBody(stream, parsedJson, done),
  );
  fastify.addContentTypeParser('*', (request: FastifyRequest, stream: IncomingMessage, done: Done) =>
    request.routeOptions.url === importUrl ? done(null) : readBody(stream, () => NOT_JSON, done),
  );
}

/** The rest of a body over 1 MiB is let go. */
function readBody(stream: IncomingMessage, read: (bytes: Buffer) => unknown, done: Done): void {
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
  stream.on('end', () => bytes <= MOST_BYTES && done(null, bytes === 0 ? undefined : read(Buffer.concat(chunks))));
  stream.on('error', () => bytes <= MOST_BYTES && done(null, NOT_JSON));
}

/** What a body that is not empty says; NOT_JSON where it is none in UTF-8. */
export function parsedJson(body: Buffer): unknown {
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
