import { RequestMethod } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Log, Metrics, TokenVerifier } from '@libs/operations';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Closing } from './closing';
import { provinceDocument } from './openapi/province-document';
import { Problem } from './problem/problem';
import { ProblemFilter, sendProblem } from './problem/problem.filter';
import { AccessGuard, type KnownRequest } from './request/access';
import { MOST_BYTES, readBodies } from './request/read-body';

const PREFIX = 'api/v1';
const IMPORT = `/${PREFIX}/insured-persons/import`;
/** What goes on as long as there is data. */
const LONG_WORK = new Set([IMPORT, `/${PREFIX}/audit/conservation`]);

/** What the server is made with. */
export const SERVER_OPTIONS = {
  bodyLimit: MOST_BYTES,
  // Its own 503 is no problem+json; ours comes first.
  return503OnClosing: false,
  // What is refused before any route is found, such as a path that cannot be decoded.
  frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(reply, request, Problem.field('path', '请求地址无法解析，请核对请求路径')),
};

/** What the HTTP side as a whole uses; what each resource uses its controller is given. */
export interface HttpParts {
  readonly province: string;
  /** ms */
  readonly answerWithin: number;
  readonly log: Log;
  readonly tokens: TokenVerifier;
  readonly metrics: Metrics;
  /** Turns requests away once the gateway stops. */
  readonly closing: Closing;
}

/** Everything the HTTP side has in common: prefix, tokens, problems, the OpenAPI document and its page. */
export function configureHttp(app: NestFastifyApplication, parts: HttpParts): void {
  prefix(app);
  app.useGlobalFilters(new ProblemFilter(parts.log));
  app.useGlobalGuards(new AccessGuard(app.get(Reflector), parts.province));
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (parts.closing.admit(request, reply)) done();
  });
  // Fastify's own handlerTimeout does not fire once a request's body was read (5.12: it listens to the wrong `close`).
  fastify.addHook('onRequest', (request: KnownRequest, reply, done) => {
    const { url = '' } = request.routeOptions;
    const isBounded = url.startsWith(`/${PREFIX}/`) && !LONG_WORK.has(url);
    if (isBounded) answerWithin(parts.answerWithin, reply);
    done();
  });
  readBodies(fastify, IMPORT);
  // Before the body is read: without a valid token even a broken body is A02.
  fastify.addHook('onRequest', async (request: KnownRequest, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (!path.startsWith(`/${PREFIX}/`) || path === `/${PREFIX}/openapi.json` || path.startsWith(`/${PREFIX}/docs`))
      return;
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const caller = scheme?.toLowerCase() === 'bearer' && token ? await parts.tokens.verify(token) : undefined;
    if (caller === undefined) {
      sendProblem(reply, request, new Problem('A02'));
      await reply;
      return;
    }
    request.caller = caller;
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    parts.metrics.requests.inc({ route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) });
    done();
  });
  SwaggerModule.setup(`${PREFIX}/docs`, app, provinceDocument(app), { jsonDocumentUrl: `${PREFIX}/openapi.json` });
}

/** Puts all but what monitoring asks under the prefix of the API. */
export function prefix(app: NestFastifyApplication): void {
  const exclude = ['health/live', 'health/ready', 'metrics'].map((path) => ({ path, method: RequestMethod.GET }));
  app.setGlobalPrefix(PREFIX, { exclude });
}

/** A08 where there is no answer in time, ms: what was asked may still be done, and the same request again tells. */
function answerWithin(within: number, reply: FastifyReply): void {
  const timer = setTimeout(() => {
    if (!reply.sent) sendProblem(reply, reply.request, new Problem('A08'));
  }, within);
  reply.raw.once('close', () => clearTimeout(timer));
}
