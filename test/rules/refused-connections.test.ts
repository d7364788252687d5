import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { refuseConnection } from '../../apps/gateway/src/http/server-options';
import { refuseUnserved } from '../../apps/gateway/src/http/unserved-requests';

const server = createServer((_request, response) => response.end('served'));
server.on('clientError', refuseConnection);
refuseUnserved(server);
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());

async function answerTo(bytes: string): Promise<{ status: number; type: string; body: Record<string, unknown> }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const type = /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '';
  return { status: Number(head.split(' ')[1]), type, body: JSON.parse(body) as Record<string, unknown> };
}

test.each([
  ['headers of 20 KB', `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'9'.repeat(20_000)}\r\n\r\n`, 431, 'A06'],
  ['no HTTP', 'hello\r\n\r\n', 400, 'A01'],
  ['a bad length', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', 400, 'A01'],
  ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400, 'A01'],
  ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'A01'],
  ['an Expect that nobody knows', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: more\r\n\r\n', 400, 'A01'],
  ['a header without a name', 'GET / HTTP/1.1\r\nhost: x\r\n: x\r\n\r\n', 400, 'A01'],
])('what the HTTP parser refuses is problem+json: %s', async (_case, bytes, status, err_code) => {
  const answer = await answerTo(bytes);
  expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status, err_code } });
  expect(Object.keys(answer.body).sort()).toEqual(['detail', 'err_code', 'instance', 'status', 'title', 'type']);
});
