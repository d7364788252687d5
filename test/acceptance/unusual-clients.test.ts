import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { someone } from '../support/people';
import { envelopeOf, newId, PlatformClient } from '../support/platform';
import { lettersOf } from '../support/letters';
import { request, stack, tokenOf } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const platform = new PlatformClient();
beforeAll(() => platform.start());
afterAll(() => platform.stop());

/** What comes back to these bytes when the writing side is shut down after them. */
async function halfClosed(bytes: string): Promise<string> {
  const { hostname, port } = new URL(stack.provinces[GD]?.gateways[0]?.url ?? '');
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await once(socket, 'connect');
  socket.end(bytes);
  return text(socket);
}

const statusesOf = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

describe('whoever shuts down the writing side once all is sent gets the answer, and the connection ends', () => {
  const get = (path: string, token: string) =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const post = (path: string, token: string, body: string, bytes = Buffer.byteLength(body)) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${bytes}\r\n\r\n${body}`;
  const wallet = '/api/v1/wallets/none';

  test.each<[string, (token: string) => string, number[]]>([
    ['a GET that asks the database', (token) => get(wallet, token), [404]],
    ['what goes through the whole database', (token) => get('/api/v1/audit/conservation', token), [200]],
    ['three of them on one connection', (token) => get(wallet, token).repeat(3), [404, 404, 404]],
    ['a POST', (token) => post('/api/v1/usages/none/reversal', token, '{}'), [404]],
    ['a body that was cut off', (token) => post('/api/v1/usages/none/reversal', token, '{', 9), [400]],
  ])('%s', async (_case, bytes, statuses) => {
    const token = await tokenOf(['settlement', 'auditor'], GD);
    for (let time = 0; time < 20; time++) expect(statusesOf(await halfClosed(bytes(token)))).toEqual(statuses);
  });
});

test.each(['/api/v1/docs/../wallets/x', '/api/v1/docs/%2e%2e/wallets/x', '/api/v1/docs/..%2fwallets/x'])(
  '%s without a token: A02, whatever the path is',
  async (path) => {
    const answers = await halfClosed(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect([statusesOf(answers), answers]).toEqual([[401], expect.stringContaining('"err_code":"A02"')]);
  },
);

test('a token after more than one blank is a token (RFC 7235)', async () => {
  const token = await tokenOf(['settlement'], GD);
  expect((await request(GD, 'GET', '/api/v1/wallets/none', { token: `  ${token}` })).status).toBe(404);
});

test.each([
  ['operator', '/api/v1/dead-letters?limit=&after='],
  ['operator', '/api/v1/uploads?state=&older_than=&limit=1'],
  ['operator', '/api/v1/pending?older_than='],
  ['core', '/api/v1/account-entries?after=&limit='],
  ['operator', '/api/v1/policies/effective?admdvs=440100&at='],
])('%s GET %s: what is empty is absent', async (role, path) => {
  expect((await request(GD, 'GET', path, { roles: [role] })).status).toBe(200);
});

describe('imports', () => {
  const path = '/api/v1/insured-persons/import';
  const type = 'application/x-ndjson';
  const line = () => {
    const { insutype, ...row } = someone(GD);
    return `${JSON.stringify({ ...row, enrolments: [{ insutype, state: 'ACTIVE' }] })}\n`;
  };

  test('a byte order mark before the first line is none of it; before another it is', async () => {
    const raw = Buffer.from(`\ufeff${line()}${line()}\ufeff${line()}`);
    const { status, body } = await request(GD, 'POST', path, { roles: ['core'], raw, type });
    expect([status, body['accepted'], body['refused']]).toEqual([200, 2, [expect.objectContaining({ line: 3 })]]);
  });

  test('what is packed is refused as a whole, and nothing else of it is answered', async () => {
    const url = `${stack.provinces[GD]?.gateways[0]?.url}${path}`;
    const authorization = `Bearer ${await tokenOf(['core'], GD)}`;
    const sent = (body: Buffer, encoding: string) =>
      fetch(url, {
        method: 'POST',
        body,
        headers: { authorization, 'content-type': type, 'content-encoding': encoding },
      });
    const refused = await sent(gzipSync(line()), 'gzip');
    expect([refused.status, await refused.json()]).toEqual([400, expect.objectContaining({ err_code: 'A01' })]);
    expect(await (await sent(Buffer.from(line()), 'identity')).json()).toMatchObject({ accepted: 1, refused_count: 0 });
  });
});

test.each([
  ['redrive', 'discard'],
  ['redrive', 'redrive'],
])('a letter that fails again, %s and %s at once: one wins, the other is E31', async (...both) => {
  for (let time = 0; time < 10; time++) {
    const msgid = newId('M');
    const malformed = envelopeOf(GD, 'M191', { infcode: 'none' }, { msgid, inf_refmsgid: newId('none') });
    await platform.sendRaw(`mulaid.down.ack.${GD}`, [{ value: JSON.stringify(malformed) }]);
    const found = async () => (await lettersOf(GD, 'operator')).find((letter) => letter.msgid === msgid);
    await until(async () => (await found()) !== undefined);
    const path = `/api/v1/dead-letters/${(await found())?.id}`;
    const hands = both.map((hand) => request(GD, 'POST', `${path}/${hand}`, { roles: ['operator'] }));
    expect((await Promise.all(hands)).map(({ status }) => status).sort()).toEqual([200, 422]);
  }
});
