import { once } from 'node:events';
import { connect } from 'node:net';
import { connectionsTo } from '../support/connections';
import { OwnStack } from '../support/own-stack';
import { stack } from '../support/stack';
import { until } from '../support/until';

const SC = '510000';
const own = new OwnStack({ provinces: [SC] });
beforeAll(() => own.start({ 'http.answer_within': '1s', 'http.silent_for': '1s' }));
afterAll(() => own.wipe());

test('a connection over which nothing moves is ended: neither unread answers nor half a request is kept for ever', async () => {
  const url = stack.provinces[SC]?.gateways[0]?.url ?? '';
  // Many more answers than a connection's buffers hold, so that Node cannot get rid of them; and what never goes on.
  const unread = 'GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3000);
  const before = connectionsTo(url);
  const sockets = [unread, unread, 'POST /api/v1/usages HTTP/1.1\r\nHo', ''].map((bytes) => {
    const socket = connect(Number(new URL(url).port), new URL(url).hostname);
    socket.on('error', () => undefined);
    socket.write(bytes);
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // Of those that are never read only the system tells that they have ended.
  await until(() => connectionsTo(url) <= before);
  sockets.forEach((socket) => socket.destroy());
});
