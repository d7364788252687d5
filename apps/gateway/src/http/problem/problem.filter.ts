import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { isPassing, LedgerBusyError, LedgerStoppedError, LedgerUnavailableError } from '@libs/ledger';
import { KeysUnavailableError, traceIdOf, whereOf, type Log, type Metrics } from '@libs/operations';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KnownRequest } from '../request/known-request';
import { NO_JSON, Problem, problemBody, statusOf } from './problem';

/** Turns everything that goes wrong into application/problem+json (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<KnownRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(reply, request, this.problemOf(error, request));
  }

  private problemOf(error: unknown, { method, routeOptions, traceparent }: KnownRequest): Problem {
    const known = problemOfFailure(error);
    if (known) return known;
    const code = (error as { code?: unknown } | undefined)?.code;
    const members = { code, where: whereOf(error), method, route: routeOptions.url, trace_id: traceIdOf(traceparent) };
    this.log.error(members, 'a request failed unexpectedly');
    this.metrics.parts.answeredE99('request');
    return new Problem('E99');
  }
}

/** Sends a problem; the parts that are down say when to come again. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem): void {
  if (problem.code === 'A08' || problem.code === 'E99') void reply.header('retry-after', '2');
  void reply
    .status(statusOf(problem.code))
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, request.url.split('?')[0] ?? '')));
}

/** The problem that a failure comes to; undefined where nobody foresaw it. */
export function problemOfFailure(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (
    error instanceof LedgerBusyError ||
    error instanceof LedgerStoppedError ||
    error instanceof KeysUnavailableError ||
    error instanceof LedgerUnavailableError
  ) {
    return new Problem('A08');
  }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) return new Problem('A06');
  if (isPassing(error)) return new Problem('A08');
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  if (status === 404) return new Problem('A05', '没有这个地址，请核对请求路径');
  if (status === 413) return new Problem('A06');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return Problem.field('body', NO_JSON);
  }
  return undefined;
}
