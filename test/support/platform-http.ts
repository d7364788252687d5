import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whenFound } from './until';

/** What `/relations` gives of one message. */
export interface Item {
  readonly infno: string;
  readonly msgid: string;
  readonly input: unknown;
}

/** A request that came. */
export interface AskedFor {
  readonly path: string;
  readonly query: URLSearchParams;
  /** As it came, without the question mark. */
  readonly rawQuery: string;
  readonly headers: IncomingMessage['headers'];
}

/** Answers a request otherwise than the page says. */
export type Misbehaviour = (asked: AskedFor, response: ServerResponse, request: IncomingMessage) => void;

/** A stranger who plays the platform's HTTP side, by the interface page alone (§6). A cursor is the number of items before it. */
export class PlatformHttp {
  /** What was pushed or waits, in the platform's order; anything may stand among it. */
  readonly items: unknown[] = [];
  readonly usages = new Map<string, object[]>();
  readonly asked: AskedFor[] = [];
  /** What the next requests are answered instead, in turn. */
  readonly instead: Misbehaviour[] = [];
  /** What every request is answered instead, while it is set. */
  always: Misbehaviour | undefined;
  private server: Server | undefined;
  private port = 0;
  private readonly came = new EventEmitter().setMaxListeners(0);

  /** Begins to listen, after a stop on the same port. */
  async start(): Promise<this> {
    this.server = createServer((request, response) => this.answer(request, response));
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Ends every connection at once. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Puts a message behind the others, under the msgid of its push; gives the msgid. */
  add(infno: string, input: unknown, msgid: string): string {
    this.items.push({ infno, msgid, input } satisfies Item);
    return msgid;
  }

  /** The first request that is so, as soon as it has come. */
  async request(wanted: (asked: AskedFor) => boolean, from = 0): Promise<AskedFor> {
    const where = { emitter: this.came, event: 'request', what: `a request that ${wanted.toString()}` };
    return whenFound(where, () => this.asked.slice(from).find(wanted));
  }

  /** As soon as a page was asked for that ends the list. */
  async caughtUp(): Promise<void> {
    const from = this.asked.length;
    await this.request(
      ({ query }) => Number(query.get('since') ?? '0') + Number(query.get('limit')) > this.items.length,
      from,
    );
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', this.url);
    const rawQuery = (request.url ?? '').split('?')[1] ?? '';
    const asked = { path, query, rawQuery, headers: request.headers };
    const instead = this.instead.shift() ?? this.always;
    if (instead !== undefined) instead(asked, response, request);
    else answerRightly(this, asked, response);
    this.asked.push(asked);
    this.came.emit('request');
  }
}

function answerRightly({ items, usages }: PlatformHttp, { path, query }: AskedFor, response: ServerResponse): void {
  const id = /^\/mulaid\/v1\/relations\/([^/]+)\/usages$/.exec(path)?.[1];
  if (id !== undefined) {
    const lines = usages.get(decodeURIComponent(id));
    giveJson(response, lines === undefined ? {} : { lines }, lines === undefined ? 404 : 200);
  } else if (path === '/mulaid/v1/relations') {
    const since = Number(query.get('since') ?? '0');
    const page = items.slice(since, since + Number(query.get('limit')));
    giveJson(response, { items: page, next: String(since + page.length) });
  } else giveJson(response, {}, 404);
}

/** Answers with JSON. */
export function giveJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Answers with a text of another kind. */
export function giveText(response: ServerResponse, body: string, status = 200, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
}
