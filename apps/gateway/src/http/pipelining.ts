import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** As many requests may wait for their turn in all connections; each costs some kilobytes. */
const MOST_WAITING = 20_000;

/** A request that waits for its turn. */
interface Waiting {
  readonly answer: ServerResponse;
  readonly begin: () => void;
}

/**
 * Takes up what one connection asks (HTTP pipelining) one after the other, each once the answer before it has gone out;
 * what it asks beyond what has arrived with them is not read before. So whoever sends requests and does not read costs
 * one answer, whatever was asked for: Node would make all the answers at once and keep them until they are read.
 */
export class Pipelining {
  private readonly answering = new WeakMap<Socket, ServerResponse>();
  private readonly queues = new WeakMap<Socket, Waiting[]>();
  private waiting = 0;

  /** Calls `begin` at the request's turn: at once where nothing else is being answered there, never where it ends before. */
  enter({ socket }: IncomingMessage, answer: ServerResponse, begin: () => void): void {
    const before = answer.socket === null ? this.answering.get(socket) : undefined;
    if (before === undefined || before.closed) this.begin(socket, { answer, begin });
    else this.wait(socket, before, { answer, begin });
  }

  /** Whether requests wait there for their turn: an answer that ends the connection would leave them without any. */
  hasWaiting(socket: Socket): boolean {
    return (this.queues.get(socket)?.length ?? 0) > 0;
  }

  private begin(socket: Socket, { answer, begin }: Waiting): void {
    this.answering.set(socket, answer);
    begin();
  }

  private wait(socket: Socket, before: ServerResponse, next: Waiting): void {
    const queue = this.queueOf(socket);
    if (queue.length === 0) before.once('close', () => this.takeNext(socket, queue));
    queue.push(next);
    this.waiting++;
    if (this.waiting > MOST_WAITING) socket.destroy();
    else socket.pause();
  }

  private takeNext(socket: Socket, queue: Waiting[]): void {
    const next = queue.shift();
    if (next === undefined) return;
    this.waiting--;
    if (queue.length === 0) socket.resume();
    else next.answer.once('close', () => this.takeNext(socket, queue));
    this.begin(socket, next);
  }

  private queueOf(socket: Socket): Waiting[] {
    const known = this.queues.get(socket);
    if (known !== undefined) return known;
    const queue: Waiting[] = [];
    this.queues.set(socket, queue);
    // Node reads on when an answer is out, which is too soon while others wait.
    socket.on('resume', () => queue.length > 0 && socket.pause());
    socket.once('close', () => {
      this.waiting -= queue.length;
      queue.length = 0;
    });
    return queue;
  }
}
