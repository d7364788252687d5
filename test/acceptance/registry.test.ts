import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { newId, PlatformClient } from '../support/platform';
import { request, tokenOf } from '../support/stack';

const GD = '440000';
const core = { roles: ['core'] };

describe('tokens and roles', () => {
  test.each([
    ['no token', { token: '' }, 401, 'A02'],
    ['a token of nobody', { token: 'abc' }, 401, 'A02'],
    ['another role', { roles: ['window'] }, 403, 'A03'],
    ['an auditor may only read', { roles: ['auditor'] }, 403, 'A03'],
  ])('%s', async (_what, access, status, code) => {
    const answer = await request(GD, 'PUT', '/api/v1/insured-persons/P1', { ...access, raw: '{broken' });
    expect(answer).toMatchObject({ status, body: { err_code: code } });
    expect(answer.type).toContain('application/problem+json');
  });

  test('a token of another province', async () => {
    const token = await tokenOf(['core'], '510000');
    expect(await request(GD, 'GET', '/api/v1/insured-persons/P1', { token })).toMatchObject({ status: 403 });
  });
});

describe('PUT /insured-persons', () => {
  const row = () => {
    const { psn_no, insutype, ...rest } = someone(GD);
    return { psn_no, body: { ...rest, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '10.00' } };
  };

  test.each<[string, (body: object) => object]>([
    ['psn_name', (body) => ({ ...body, psn_name: '' })],
    ['psn_cert_type', (body) => ({ ...body, psn_cert_type: '1' })],
    ['insu_admdvs', (body) => ({ ...body, insu_admdvs: '510100' })],
    ['enrolments', (body) => ({ ...body, enrolments: 'none' })],
    ['enrolments[0].state', (body) => ({ ...body, enrolments: [{ insutype: '310', state: 'GONE' }] })],
    ['balance', (body) => ({ ...body, balance: '1' })],
    ['balance', (body) => ({ ...body, balance: 1 })],
  ])('A01 names %s', async (field, spoil) => {
    const { psn_no, body } = row();
    const answer = await request(GD, 'PUT', `/api/v1/insured-persons/${psn_no}`, { ...core, body: spoil(body) });
    expect(answer).toMatchObject({ status: 400, body: { err_code: 'A01' } });
    expect(String(answer.body['detail']).split('：')[0]).toBe(field);
  });

  test('201, then 200; the balance only until the account has moved (A09)', async () => {
    const { psn_no, body } = row();
    const path = `/api/v1/insured-persons/${psn_no}`;
    expect((await request(GD, 'PUT', path, { ...core, body })).status).toBe(201);
    expect((await request(GD, 'PUT', path, { ...core, body: { ...body, balance: '20.00' } })).status).toBe(200);
    const movement = { movement_id: newId('M'), amt: '5.00', direction: 'OUT', reason: '购药' };
    const moves = `/api/v1/personal-accounts/${psn_no}/movements`;
    expect(await request(GD, 'POST', moves, { ...core, body: movement })).toMatchObject({
      status: 201,
      body: { balance: '15.00', available: '15.00' },
    });
    expect(await request(GD, 'POST', moves, { ...core, body: movement })).toMatchObject({
      status: 200,
      body: { balance: '15.00' },
    });
    expect(await request(GD, 'POST', moves, { ...core, body: { ...movement, amt: '6.00' } })).toMatchObject({
      status: 409,
      body: { err_code: 'A04' },
    });
    expect((await request(GD, 'PUT', path, { ...core, body: { ...body, balance: '20.00' } })).status).toBe(200);
    expect(await request(GD, 'PUT', path, { ...core, body: { ...body, balance: '21.00' } })).toMatchObject({
      status: 409,
      body: { err_code: 'A09' },
    });
    expect(await accountOf(GD, psn_no)).toMatchObject({ balance: '15.00' });
  });
});

test('frozen money cannot leave (R9)', async () => {
  const platform = new PlatformClient();
  await platform.start();
  const donor = await register(GD, someone(GD), '100.00');
  expect(await platform.ask(GD, 'M101', establishment(donor, someone('510000'), [limitOf('60.00')]))).toBe('0');
  await platform.stop();
  const out = (amt: string) =>
    request(GD, 'POST', `/api/v1/personal-accounts/${donor.psn_no}/movements`, {
      ...core,
      body: { movement_id: newId('M'), amt, direction: 'OUT', reason: '购药' },
    });
  expect(await out('40.01')).toMatchObject({ status: 422, body: { err_code: 'A11' } });
  expect(await out('40.00')).toMatchObject({
    status: 201,
    body: { balance: '60.00', frozen: '60.00', available: '0.00' },
  });
});

test('the import takes what fits and lists the rest by line', async () => {
  const lines = [1, 2, 3].map(() => {
    const { insutype, ...rest } = someone(GD);
    return { ...rest, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '1.00' };
  });
  const texts = [
    JSON.stringify(lines[0]),
    'broken',
    '',
    JSON.stringify({ ...lines[1], certno: '' }),
    'x'.repeat(1_100_000),
    JSON.stringify(lines[2]),
  ];
  const answer = await request(GD, 'POST', '/api/v1/insured-persons/import', {
    ...core,
    raw: texts.join('\n'),
    type: 'application/x-ndjson',
  });
  expect(answer.body).toMatchObject({
    accepted: 2,
    refused: [
      { line: 2, err_code: 'A01' },
      { line: 4, err_code: 'A01' },
      { line: 5, err_code: 'A06' },
    ],
  });
});

test('every trail entry once, in commit order', async () => {
  const person = await register(GD, someone(GD), '1.00');
  const ids: number[] = [];
  const mine: unknown[] = [];
  for (let after = 0; ;) {
    const { body } = await request(GD, 'GET', `/api/v1/account-entries?limit=1000&after=${after}`, core);
    const items = body['items'] as { id: number; psn_no: string }[];
    ids.push(...items.map((each) => each.id));
    mine.push(...items.filter((each) => each.psn_no === person.psn_no));
    if (body['next'] === null) break;
    after = body['next'] as number;
  }
  expect(mine).toHaveLength(1);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
});

test('the OpenAPI document needs no token', async () => {
  const answer = await request(GD, 'GET', '/api/v1/openapi.json', { token: '' });
  expect(Object.keys(answer.body['paths'] as object)).toContain('/api/v1/insured-persons/{psn_no}');
});
