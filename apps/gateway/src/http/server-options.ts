import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { TokenVerifier } from '@libs/operations';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pipelining } from './pipelining';
import { NOT_HTTP, Problem, problemBody } from './problem/problem';
import { problemOfFailure, sendProblem } from './problem/problem.filter';
import { callerOf, needsToken } from './request/caller-of';
import { MOST_BYTES } from './request/read-body';
import type { RequestLog } from './request/request-log';

const UNREADABLE_PATH = Problem.field('path', '请求地址无法解析，请核对请求路径');

/** What the HTTP parser refuses, by its code; all else is a 400. */
const REFUSED_AS: ReadonlyMap<unknown, readonly [status: number, problem: Problem]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, new Problem('A06', '请求头过大，请缩短请求地址与请求头')]],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', [413, new Problem('A06')]],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, Problem.field('request', '请求没有在时限内传完，请检查网络后重新提交')]],
]);
const NO_HTTP = [400, NOT_HTTP] as const;

/** What the server is made with. */
interface ServerParts {
  readonly tokens: TokenVerifier;
  readonly requestLog: RequestLog;
  readonly pipelining: Pipelining;
  /** A request may take so long, ms, and nothing moves meanwhile. */
  readonly answerWithin: number;
  /** A connection over which nothing moves for so much longer, ms, is ended: an answer that nobody reads is not kept for ever. */
  readonly silentFor: number;
}

/** The options of the HTTP server. */
export const serverOptions = ({ tokens, requestLog, pipelining, answerWithin, silentFor }: ServerParts) => ({
  bodyLimit: MOST_BYTES,
  connectionTimeout: silentFor + answerWithin,
  // Its own 503 is no problem+json; ours comes first.
  return503OnClosing: false,
  // Nor is its 400 for want of a host (unserved-requests.ts).
  http: { requireHostHeader: false },
  // What is refused before any route is found, such as a path that cannot be decoded: no hook sees it, and A02 comes first.
  frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    pipelining.enter(request.raw, reply.raw, () => {
      void refusalOf(request, tokens, requestLog).then((problem) => sendProblem(reply, request, problem));
    });
  },
  clientErrorHandler: refuseConnection,
});

async function refusalOf(request: FastifyRequest, tokens: TokenVerifier, log: RequestLog): Promise<Problem> {
  try {
    const isKnown = !needsToken(request) || (await callerOf(request, tokens, log)) !== undefined;
    return isKnown ? UNREADABLE_PATH : new Problem('A02');
  } catch (error) {
    return problemOfFailure(error) ?? new Problem('E99');
  }
}

/** Answers what is no HTTP: there is no request yet, only a connection, which ends with it. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, problem] = REFUSED_AS.get(error.code) ?? NO_HTTP;
  const body = JSON.stringify(Object.assign(problemBody(problem, ''), { status }));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
