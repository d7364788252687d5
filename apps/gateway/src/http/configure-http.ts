import { RequestMethod } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { beginTrace, readTraceparent, type Log, type Metrics, type TokenVerifier } from '@libs/operations';
import type { FastifyReply } from 'fastify';
import type { Closing } from './closing';
import { serveHalfClosed } from './half-closed';
import { namesItsHost, refuseUnserved } from './unserved-requests';
import { serveDocument } from './openapi/serve-document';
import type { Pipelining } from './pipelining';
import { Problem } from './problem/problem';
import { ProblemFilter, sendProblem } from './problem/problem.filter';
import { AccessGuard } from './request/access';
import type { KnownRequest } from './request/known-request';
import { callerOf, needsToken, PREFIX } from './request/caller-of';
import { readBodies } from './request/read-body';
import type { RequestLog } from './request/request-log';

/** Goes on as long as lines come. */
const IMPORT = `/${PREFIX}/insured-persons/import`;
/** Goes on as long as there are rows, and nothing moves over its connection meanwhile. */
const AUDIT = `/${PREFIX}/audit/conservation`;
const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/** Likewise over those of a month. */
const CLEARING = `/${PREFIX}/clearing-statements/:clr_ym`;

/** What the HTTP side as a whole uses; what each resource uses its controller is given. */
export interface HttpParts {
  readonly province: string;
  /** ms */
  readonly answerWithin: number;
  readonly log: Log;
  readonly requestLog: RequestLog;
  readonly tokens: TokenVerifier;
  readonly metrics: Metrics;
  /** Turns requests away once the gateway stops. */
  readonly closing: Closing;
  /** Takes up the requests of one connection one after the other. */
  readonly pipelining: Pipelining;
}

/** Everything the HTTP side has in common: prefix, tokens, problems, the OpenAPI document and its page. */
export function configureHttp(app: NestFastifyApplication, parts: HttpParts): void {
  prefix(app);
  app.useGlobalFilters(new ProblemFilter(parts.log, parts.metrics));
  app.useGlobalGuards(new AccessGuard(app.get(Reflector), parts.province, parts.requestLog));
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request: KnownRequest, reply, done) => {
    noteTrace(request, reply);
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => parts.pipelining.enter(request.raw, reply.raw, done));
  fastify.addHook('onRequest', (request, reply, done) => {
    if (namesItsHost(request, reply) && parts.closing.admit(request, reply)) done();
  });
  // Fastify's own handlerTimeout does not fire once a request's body was read (5.12: it listens to the wrong `close`).
  fastify.addHook('onRequest', (request: KnownRequest, reply, done) => {
    const { url = '' } = request.routeOptions;
    const isLong = url === AUDIT || url === CLEARING;
    if (isLong) reply.raw.on('timeout', () => undefined);
    const isBounded = url.startsWith(`/${PREFIX}/`) && url !== IMPORT && !isLong;
    if (isBounded) answerWithin(parts.answerWithin, reply);
    done();
  });
  // What is no media type Fastify would refuse before the role was looked at: A03 comes before A01.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) request.headers['content-type'] = 'application/octet-stream';
    done();
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    leaveOutEmpty(request.query as Record<string, unknown>);
    done();
  });
  readBodies(fastify, IMPORT);
  refuseUnserved(fastify.server);
  serveHalfClosed(fastify.server);
  // Before the body is read: without a valid token even a broken body is A02.
  fastify.addHook('onRequest', async (request: KnownRequest, reply) => {
    if (!needsToken(request)) return;
    const caller = await callerOf(request, parts.tokens, parts.requestLog);
    if (caller === undefined) {
      sendProblem(reply, request, new Problem('A02'));
      await reply;
      return;
    }
    request.caller = caller;
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    parts.metrics.http.note({ method, route: routeOptions.url ?? 'none', status, seconds: elapsedTime / 1000 });
    done();
  });
  serveDocument(app);
}

/** Puts all but what monitoring asks under the prefix of the API. */
export function prefix(app: NestFastifyApplication): void {
  const exclude = ['health/live', 'health/ready', 'metrics'].map((path) => ({ path, method: RequestMethod.GET }));
  app.setGlobalPrefix(PREFIX, { exclude });
}

/** "" is absent, in a query as in a body. */
function leaveOutEmpty(query: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(query)) if (value === '') delete query[name];
}

/** Whoever asks without a trace, or with a malformed one, begins one here, and hears which. */
function noteTrace(request: KnownRequest, reply: FastifyReply): void {
  const { traceparent } = request.headers;
  request.traceparent = (typeof traceparent === 'string' ? readTraceparent(traceparent) : undefined) ?? beginTrace();
  void reply.header('traceparent', request.traceparent);
}

/** A08 where there is no answer in time, ms: what was asked may still be done, and the same request again tells. */
function answerWithin(within: number, reply: FastifyReply): void {
  const timer = setTimeout(() => {
    if (!reply.sent) sendProblem(reply, reply.request, new Problem('A08'));
  }, within);
  reply.raw.once('close', () => clearTimeout(timer));
}
