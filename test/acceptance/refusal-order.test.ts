import { connect } from 'node:net';
import { request, stack, tokenOf } from '../support/stack';

const GD = '440000';
const settlement = { roles: ['settlement'] };
const operator = { roles: ['operator'] };

test.each<[string, string, string, object, number, string]>([
  ['a path that cannot be decoded, no token', 'GET', '/api/v1/wallets/%zz', { token: '' }, 401, 'A02'],
  ['the same with a bad token', 'GET', '/api/v1/wallets/%zz', { token: 'x.y.z' }, 401, 'A02'],
  ['the same with a right one', 'GET', '/api/v1/wallets/%zz', settlement, 400, 'A01'],
  ['a path that is not there, no token', 'GET', '/api/v1/nothing', { token: '' }, 401, 'A02'],
  ['another media type, no token', 'POST', '/api/v1/usages', { token: '', raw: 'x', type: 'text/plain' }, 401, 'A02'],
  [
    'another media type, wrong role',
    'POST',
    '/api/v1/usages',
    { ...operator, raw: 'x', type: 'text/plain' },
    403,
    'A03',
  ],
  [
    'no media type at all, wrong role',
    'POST',
    '/api/v1/usages',
    { ...operator, raw: 'x', type: 'nothing' },
    403,
    'A03',
  ],
  ['the same, right role', 'POST', '/api/v1/usages', { ...settlement, raw: 'x', type: 'nothing' }, 400, 'A01'],
  [
    'another media type, right role',
    'POST',
    '/api/v1/usages',
    { ...settlement, raw: '{}', type: 'text/xml' },
    400,
    'A01',
  ],
  [
    'too large and another media type, wrong role',
    'POST',
    '/api/v1/usages',
    { ...operator, raw: 'x'.repeat(1_100_000), type: 'text/plain' },
    403,
    'A03',
  ],
  [
    'too large and another media type, right role',
    'POST',
    '/api/v1/usages',
    { ...settlement, raw: 'x'.repeat(1_100_000), type: 'text/plain' },
    413,
    'A06',
  ],
  ['the prefix alone, no token', 'GET', '/api/v1', { token: '' }, 401, 'A02'],
  ['a name that begins like a public one, no token', 'GET', '/api/v1/docsx', { token: '' }, 401, 'A02'],
  ['the document, written with a number, no token', 'GET', '/api/v1/%6fpenapi.jsonx', { token: '' }, 401, 'A02'],
  ['a path with a letter as its number, no token', 'GET', '/%61pi/v1/wallets/x', { token: '' }, 401, 'A02'],
  ['the same with a right one', 'GET', '/%61pi/v1/wallets/nobody', settlement, 404, 'A05'],
])('A02, A03, A06, A01: %s', async (_case, method, path, options, status, code) => {
  const answer = await request(GD, method, path, options);
  expect([answer.status, answer.body['err_code']]).toEqual([status, code]);
});

test.each([
  [
    'with its host in the address, as proxies write it',
    'GET http://gateway.test/api/v1/wallets/nobody HTTP/1.1',
    'host: x',
    404,
    'A05',
  ],
  ['without a host', 'GET /api/v1/wallets/nobody HTTP/1.1', 'x: x', 400, 'A01'],
  ['without a host, as HTTP/1.0 may', 'GET /api/v1/wallets/nobody HTTP/1.0', 'x: x', 404, 'A05'],
])('a request %s', async (_case, line, header, status, code) => {
  const { hostname, port } = new URL(stack.provinces[GD]?.gateways[0]?.url ?? '');
  const socket = connect(Number(port), hostname);
  const token = await tokenOf(['settlement'], GD);
  socket.write(`${line}\r\n${header}\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toContain(`HTTP/1.1 ${status} `);
  expect(answer).toContain('content-type: application/problem+json');
  expect(answer).toContain(`"err_code":"${code}"`);
});
