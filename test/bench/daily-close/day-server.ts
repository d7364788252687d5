import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DATE, PROVINCE, type DayFiles } from './day-data';

/** The platform's download of one day, by §6, from files on disk. */
export class DayServer {
  private readonly server: Server;

  private constructor(private readonly days: readonly DayFiles[]) {
    this.server = createServer((request, answer) => this.answer(request, answer));
  }

  static async serve(days: readonly DayFiles[]): Promise<DayServer> {
    const it = new DayServer(days);
    await once(it.server.listen(0, '127.0.0.1'), 'listening');
    return it;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer({ url = '', headers }: IncomingMessage, answer: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://x');
    const name = /^\/mulaid\/v1\/usage-files\/(.+)$/.exec(pathname)?.[1];
    if (pathname === '/mulaid/v1/relations')
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"next":"0"}');
    else if (name === undefined) this.manifest(searchParams, answer);
    else this.file(name, headers.range, answer);
  }

  private manifest(query: URLSearchParams, answer: ServerResponse): void {
    const day = this.days.find(({ role }) => role === query.get('role'));
    if (!day || query.get('date') !== DATE) return void answer.writeHead(404).end();
    const { role, rows, amt, files } = day;
    const listed = files.map(({ name, kind, rows: each, bytes, sm3 }) => ({ name, kind, rows: each, bytes, sm3 }));
    const manifest = { date: DATE, role, prov: PROVINCE, rows, amt, files: listed };
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(manifest));
  }

  private file(name: string, range: string | undefined, answer: ServerResponse): void {
    const file = this.days.flatMap(({ files }) => files).find((each) => each.name === name);
    if (!file) return void answer.writeHead(404).end();
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const part = { 'content-range': `bytes ${start}-${file.bytes - 1}/${file.bytes}` };
    answer.writeHead(start > 0 ? 206 : 200, { 'content-length': file.bytes - start, ...(start > 0 && part) });
    createReadStream(file.path, { start }).pipe(answer);
  }
}
