import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem/problem';
import { sendProblem } from './problem/problem.filter';

/**
 * The end of the HTTP side: from the signal on, what comes over connections that are still open is told to come again
 * (A08), what is under way goes on, and at the last call whatever of it has no answer gets that one too.
 */
export class Closing {
  private readonly underWay = new Set<FastifyReply>();
  private hasBegun = false;

  /** Takes no more requests. */
  begin(): void {
    this.hasBegun = true;
  }

  /** Takes a request up, or sends it away: false where it was answered. */
  admit(request: FastifyRequest, reply: FastifyReply): boolean {
    if (this.hasBegun) {
      void reply.header('connection', 'close');
      sendProblem(reply, request, new Problem('A08'));
      return false;
    }
    this.underWay.add(reply);
    reply.raw.once('close', () => this.underWay.delete(reply));
    return true;
  }

  /**
   * Answers whatever is not answered yet: it may still be done, and the same request again tells. Its connection ends with
   * that, but where others wait there for their turn: those are sent away next.
   */
  lastCall(hasWaiting: (socket: Socket) => boolean): void {
    for (const reply of [...this.underWay]) {
      if (reply.sent) continue;
      if (!hasWaiting(reply.request.raw.socket)) void reply.header('connection', 'close');
      sendProblem(reply, reply.request, new Problem('A08'));
    }
  }
}
