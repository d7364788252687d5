import { sql } from '../support/database';
import { register, someone } from '../support/people';
import { newId, PlatformClient } from '../support/platform';
import { request, stack, tokenOf } from '../support/stack';
import { settle, usageOf, wallet } from '../support/wallets';

const GD = '440000';
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

type Sent = Record<string, string | undefined>;

/** Sends a body with these headers alone; an empty stream is sent in chunks, of which there is none. */
async function send(path: string, body: string | ReadableStream | undefined, headers: Sent): Promise<number> {
  const token = await tokenOf(['settlement', 'operator'], GD);
  const given = Object.entries(headers).filter((each): each is [string, string] => each[1] !== undefined);
  const answer = await fetch(`${stack.provinces[GD]?.gateways[0]?.url ?? ''}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...Object.fromEntries(given) },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  });
  await answer.text();
  return answer.status;
}

const chunked = () => new Blob([]).stream();
const JSON_TYPE = { 'content-type': 'application/json' };
const NONE: [what: string, body: () => string | ReadableStream | undefined, headers: Sent][] = [
  ['nothing', () => undefined, {}],
  ['nothing, as JSON', () => undefined, JSON_TYPE],
  ['{}', () => '{}', JSON_TYPE],
  ['null', () => 'null', JSON_TYPE],
  ...['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/x-ndjson', 'a/b'].flatMap(
    (type) =>
      [
        [`length 0, ${type}`, () => '', { 'content-type': type }],
        [`no chunk, ${type}`, chunked, { 'content-type': type }],
      ] as typeof NONE,
  ),
  ['no chunk, no type', chunked, {}],
];

describe.each(NONE)('no body: %s', (_what, body, headers) => {
  test('reverses', async () => {
    const { psn_no } = await register(GD, someone(GD), '10.00');
    const usage = usageOf(psn_no, '1.00');
    expect((await settle(GD, '/usages', usage)).status).toBe(201);
    expect(await send(`/usages/${usage.setl_id}/reversal`, body(), headers)).toBe(201);
  });

  test.each(['/uploads/nothing-here/redrive', '/dead-letters/999999999/redrive', '/dead-letters/999999999/discard'])(
    '%s is looked for',
    async (path) => expect(await send(path, body(), headers)).toBe(404),
  );
});

test('what is no JSON is A01 whatever its type', async () => {
  for (const path of ['/usages', '/usages/nothing-here/reversal', '/dead-letters/999999999/discard'])
    for (const type of ['application/json', 'text/plain', 'application/x-ndjson', 'a/b'])
      expect([path, type, await send(path, '{"reason"', { 'content-type': type })]).toEqual([path, type, 400]);
});

test.each([null, ''])('optional members of %j are absent', async (absent) => {
  const { benef } = await wallet(platform, GD, ['30.00'], '10.00');
  const body = usageOf(benef.psn_no, '5.00', { scene: '3', fixmedins_code: absent, med_type: absent });
  expect((await settle(GD, '/usage-quotes', { ...body, setl_id: absent })).status).toBe(200);
  expect((await settle(GD, '/usages', body)).status).toBe(201);
  const { setl_id, psn_no, scene, pay_amt, use_time } = body;
  expect((await settle(GD, '/usages', { setl_id, psn_no, scene, pay_amt, use_time })).status).toBe(200);
  expect((await settle(GD, `/usages/${setl_id}/reversal`, { reason: absent })).status).toBe(201);
  const person = someone(GD);
  const { insutype, psn_no: newcomer, ...row } = person;
  const registered = { ...row, enrolments: [{ insutype, state: 'ACTIVE' }], balance: absent };
  const path = `/api/v1/insured-persons/${newcomer}`;
  expect(await request(GD, 'PUT', path, { roles: ['core'], body: registered })).toMatchObject({ status: 201 });
  const required = await settle(GD, '/usages', { ...usageOf(psn_no, '1.00'), psn_no: absent });
  expect([required.status, required.body['detail']]).toEqual([400, expect.stringMatching(/^psn_no：必填/)]);
});

test.each([
  ['application/x-ndjson', 200],
  ['application/x-ndjson;charset=UTF-8', 200],
  ['application/x-ndjson; charset="utf-8"', 200],
  ['application/x-ndjson; charset=ISO-8859-1', 400],
  ['text/plain; charset=utf-8', 400],
])('an import of type %s: %i', async (type, status) => {
  const { insutype, ...row } = someone(GD);
  const person = { ...row, psn_no: newId('P'), psn_name: '欧阳', enrolments: [{ insutype, state: 'ACTIVE' }] };
  const given = { roles: ['core'], raw: JSON.stringify(person), type };
  expect((await request(GD, 'POST', '/api/v1/insured-persons/import', given)).status).toBe(status);
  const rows = await sql<object>(GD, 'SELECT psn_name FROM insured_person WHERE psn_no = ?', [person.psn_no]);
  expect(rows).toEqual(status === 200 ? [{ psn_name: '欧阳' }] : []);
});
