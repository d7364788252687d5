import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NOT_HTTP } from './problem/problem';
import { sendProblem } from './problem/problem.filter';
import { refuseConnection } from './server-options';

/**
 * What no hook sees because Node answers it by itself, without a problem: CONNECT, and an `Expect` that nobody can fulfil.
 * Both end the connection, like what the parser refuses.
 */
export function refuseUnserved(server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Socket) => refuseConnection(new Error('CONNECT'), socket));
  server.on('checkExpectation', ({ socket }: IncomingMessage) => refuseConnection(new Error('an odd Expect'), socket));
}

/** Whether a request names its host, as HTTP/1.1 demands; refused otherwise, which Node would do without a problem. */
export function namesItsHost(request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.headers.host !== undefined || request.raw.httpVersion !== '1.1') return true;
  void reply.header('connection', 'close');
  sendProblem(reply, request, NOT_HTTP);
  return false;
}
