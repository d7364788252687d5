import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connectionsTo } from '../support/connections';
import { request, stack, tokenOf } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const gateway = () => stack.provinces[GD]?.gateways[0] ?? { url: '', pid: 0 };
const sockets: Socket[] = [];
afterAll(() => sockets.forEach((socket) => socket.destroy()));

function connected(): Socket {
  const { hostname, port } = new URL(gateway().url);
  const socket = connect(Number(port), hostname);
  // Ended by the gateway in the middle, it says so.
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

const asked = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;

const statusesOf = (text: string) => text.match(/HTTP\/1\.1 \d+/g) ?? [];

/** The gateway's resident memory, MiB. */
function resident(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${gateway().pid}/status`, 'utf8'))?.[1]) / 1024;
}

const UNREAD = 5;
/** What the collector leaves lying between two collections; an answer to each request would be gigabytes. */
const MOST_MORE = 600;

test('requests that are sent and never read cost little, whatever they ask for; others are served', async () => {
  const token = await tokenOf(['operator'], GD);
  // What is cheap to ask and long to read, with and without a token.
  const paths = ['/api/v1/openapi.json', '/api/v1/docs/swagger-ui-init.js', '/metrics', '/api/v1/policies'];
  for (let i = 0; i < 20; i++) await request(GD, 'GET', '/api/v1/openapi.json', { token: '' });
  const before = resident();
  let most = 0;
  for (const path of paths) {
    const headers = path === '/api/v1/policies' ? `Authorization: Bearer ${token}\r\n` : '';
    // More than fits one read of the connection, and so much that Node must stop reading.
    for (let i = 0; i < UNREAD; i++) connected().write(asked(path, headers).repeat(3000));
    for (let i = 0; i < 20; i++) {
      const { status, body } = await request(GD, 'GET', '/api/v1/openapi.json', { token: '' });
      expect([status, body['openapi']]).toEqual([200, '3.0.0']);
      expect((await request(GD, 'GET', '/health/live', { token: '' })).status).toBe(200);
      most = Math.max(most, resident());
    }
  }
  process.stderr.write(`gateway ${Math.round(before)} MiB, at most ${Math.round(most)} MiB\n`);
  expect(most - before).toBeLessThan(MOST_MORE);
  // Kept for a minute (http.silent_for); that it then ends is for unread-answers.test.ts.
  expect(connectionsTo(gateway().url)).toBeGreaterThanOrEqual(paths.length * UNREAD);
});

test('whoever reads gets all answers, in the order of asking', async () => {
  const COUNT = 5000;
  const token = await tokenOf(['settlement'], GD);
  const socket = connected();
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  for (let i = 0; i < COUNT; i++) socket.write(asked(`/api/v1/usages/none-${i}`, `Authorization: Bearer ${token}\r\n`));
  socket.write(asked('/%zz'));
  socket.write(asked('/health/live', 'Connection: close\r\n'));
  await until(() => socket.destroyed);
  const answered = [...text.matchAll(/"instance":"\/api\/v1\/usages\/none-(\d+)"/g)].map((found) => Number(found[1]));
  expect(answered).toEqual(Array.from({ length: COUNT }, (_, index) => index));
  expect(statusesOf(text).slice(-2)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
});

test('a body that comes in pieces is read although requests came before and after it', async () => {
  const token = await tokenOf(['settlement'], GD);
  const socket = connected();
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const head = `Host: a\r\nAuthorization: Bearer ${token}\r\n`;
  socket.write(asked('/health/live').repeat(50));
  socket.write(
    `POST /api/v1/usages HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a":`,
  );
  await until(() => statusesOf(text).length === 50);
  socket.write('"bcd"');
  socket.write(asked('/health/live', 'Connection: close\r\n'));
  await until(() => socket.destroyed);
  expect(statusesOf(text).slice(-2)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
  expect(text).toContain('"err_code":"A01"');
});
