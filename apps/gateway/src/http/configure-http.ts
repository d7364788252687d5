import type { IncomingMessage } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Log, Metrics, TokenVerifier } from '@libs/operations';
import type { FastifyReply } from 'fastify';
import type { Closing } from './closing';
import { provinceDocument } from './openapi/province-document';
import { Problem } from './problem/problem';
import { ProblemFilter, sendProblem } from './problem/problem.filter';
import { AccessGuard, type KnownRequest } from './request/access';
import { callerOf, needsToken, PREFIX } from './request/caller-of';
import { NOT_JSON, readJsonBody, readOtherBody } from './request/read-json-body';

/** What goes on as long as there is data. */
const LONG_WORK = new Set([`/${PREFIX}/insured-persons/import`, `/${PREFIX}/audit/conservation`]);

const KNOWN_TYPE = /^\s*application\/(?:json|x-ndjson)\s*(?:;|$)/i;

type Done = (error: null, body?: unknown) => void;

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
  const exclude = ['health/live', 'health/ready', 'metrics'].map((path) => ({ path, method: RequestMethod.GET }));
  app.setGlobalPrefix(PREFIX, { exclude });
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
  fastify.addContentTypeParser('application/x-ndjson', (_request: unknown, _payload: unknown, done: Done) =>
    done(null, NOT_JSON),
  );
  // A body that is no JSON is refused by the request's own check, after its role was: A03 comes before A01.
  fastify.addContentTypeParser('application/json', (_request: unknown, stream: IncomingMessage, done: Done) =>
    readJsonBody(stream, done),
  );
  // So is a body of any other type; what Fastify cannot read as a type it would refuse before the role was looked at.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !KNOWN_TYPE.test(type)) request.headers['content-type'] = 'application/octet-stream';
    done();
  });
  fastify.addContentTypeParser('*', (_request: unknown, stream: IncomingMessage, done: Done) =>
    readOtherBody(stream, done),
  );
  // Before the body is read: without a valid token even a broken body is A02.
  fastify.addHook('onRequest', async (request: KnownRequest, reply) => {
    if (!needsToken(request.url)) return;
    const caller = await callerOf(request, parts.tokens);
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

/** A08 where there is no answer in time, ms: what was asked may still be done, and the same request again tells. */
function answerWithin(within: number, reply: FastifyReply): void {
  const timer = setTimeout(() => {
    if (!reply.sent) sendProblem(reply, reply.request, new Problem('A08'));
  }, within);
  reply.raw.once('close', () => clearTimeout(timer));
}
