import { createServer, type Server, type ServerResponse } from 'node:http';
import { checkHealth, type Probe } from '@libs/operations';

/** What monitoring asks the reconciler. */
export interface HealthServerParts {
  readonly host: string;
  readonly port: number;
  readonly probes: Readonly<Record<string, Probe>>;
  readonly scrape: () => Promise<string>;
}

/** Serves /health/live, /health/ready and /metrics, as the gateway does; resolves once it listens. */
export async function serveHealth({ host, port, probes, scrape }: HealthServerParts): Promise<Server> {
  const answers: Readonly<Record<string, (answer: ServerResponse) => Promise<void> | void>> = {
    '/health/live': (answer) => send(answer, 200, { status: 'up' }),
    '/health/ready': async (answer) => {
      const health = await checkHealth(probes);
      send(answer, health.status === 'up' ? 200 : 503, health);
    },
    '/metrics': async (answer) => {
      answer.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(await scrape());
    },
  };
  const server = createServer((request, answer) => {
    const [path = ''] = (request.url ?? '').split('?');
    const give = Object.hasOwn(answers, path) && request.method === 'GET' ? answers[path] : undefined;
    if (give === undefined) send(answer, 404, { status: 404 });
    else void Promise.resolve(give(answer)).catch(() => send(answer, 500, { status: 'down' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

function send(answer: ServerResponse, status: number, body: object): void {
  answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
