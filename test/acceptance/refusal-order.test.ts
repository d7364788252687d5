import { request } from '../support/stack';

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
])('A02, A03, A06, A01: %s', async (_case, method, path, options, status, code) => {
  const answer = await request(GD, method, path, options);
  expect([answer.status, answer.body['err_code']]).toEqual([status, code]);
});
