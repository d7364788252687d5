import { beginTrace } from '@libs/operations';
import { SignJWT } from 'jose';
import { lettersOf } from '../support/letters';
import { linesWith, logTextOf, type LogLine } from '../support/log-lines';
import { establishment, limitOf, register, someone, type Stated } from '../support/people';
import { newId, PlatformClient } from '../support/platform';
import { request, stack, tokenOf } from '../support/stack';
import { until } from '../support/until';
import { UploadDesk, type DeskAnswer, type Upload } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const GD = '440000';
const NAME = '欧阳冬雪';
let answerTo: (upload: Upload) => DeskAnswer = () => undefined;
const platform = new PlatformClient();
const desk = new UploadDesk(GD, (upload) => answerTo(upload));
/** Everybody of this file. */
const people: Stated[] = [];

beforeAll(() => Promise.all([platform.start(), desk.start()]));
afterAll(() => Promise.all([platform.stop(), desk.stop()]));

/** With the number of an identity card, as in life. */
function person(province: string): Stated {
  const certno = `${province.slice(0, 2)}010619900101${String(people.length).padStart(3, '0')}X`;
  const one = { ...someone(province), psn_name: NAME, certno };
  people.push(one);
  return one;
}

/** The one line with these members, which are this test's alone. */
async function lineOf(members: LogLine): Promise<LogLine> {
  const [line, ...others] = await linesWith(GD, members);
  expect(others).toEqual([]);
  return line as LogLine;
}

const masked = ({ psn_no }: Stated) => `${psn_no.slice(0, 3)}${'*'.repeat(psn_no.length - 5)}${psn_no.slice(-2)}`;

test('a record that cannot be read', async () => {
  const traceparent = beginTrace();
  const { psn_no, certno } = person(GD);
  const value = `${NAME} ${psn_no} ${certno}`;
  await platform.sendRaw(`mulaid.down.limit.${GD}`, [{ value, headers: { traceparent } }]);
  expect(await lineOf({ trace_id: traceparent.slice(3, 35) })).toMatchObject({
    level: 'warn',
    origin: expect.stringMatching(/^mulaid\.down\.limit\.440000\/\d\/\d+$/) as unknown,
    reason: 'not JSON',
    msg: expect.stringContaining('cannot be read') as unknown,
  });
});

test('a refused upload, its redrive as a dead letter and as an upload, and a discard', async () => {
  const sub = newId('operator');
  const operator = { token: await tokenOf(['operator'], GD, sub) };
  const { benef } = await wallet(platform, GD, ['100.00']);
  const refused = { infcode: '-1', err_code: 'E30', err_msg: `${NAME} ${benef.certno}` };
  answerTo = ({ input }) => (input.psn_no === benef.psn_no ? refused : undefined);
  const use_id = (await settle(GD, '/usages', usageOf(benef.psn_no, '1.00'))).body['use_id'];
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  expect(await lineOf({ msgid })).toMatchObject({ level: 'warn', infno: 'M411', code: 'E30' });

  const letterOf = async (upload: string) => {
    const letters = await lettersOf<{ id: string; topic: string; msgid?: string; state: string }>(GD, operator);
    return letters.find((each) => each.topic === 'upload' && each.state === 'OPEN' && each.msgid === upload)?.id;
  };
  await until(async () => (await letterOf(msgid)) !== undefined);
  const letter = await letterOf(msgid);
  expect((await request(GD, 'POST', `/api/v1/dead-letters/${letter}/redrive`, operator)).status).toBe(200);
  expect(await lineOf({ sub, letter, msg: 'a dead letter was redriven' })).toMatchObject({
    level: 'info',
    msgid,
    address: '127.0.0.1',
    roles: ['operator'],
    route: '/api/v1/dead-letters/:id/redrive',
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
  });
  const again = await desk.hear(({ input }) => input.use_id === use_id, 2);
  await lineOf({ msgid: again.msgid, code: 'E30' });
  await until(async () => (await letterOf(again.msgid)) !== undefined);
  answerTo = () => undefined;
  expect((await request(GD, 'POST', `/api/v1/uploads/${again.msgid}/redrive`, operator)).status).toBe(200);
  const sent = await desk.hear(({ input }) => input.use_id === use_id, 3);
  expect(await lineOf({ sub, msgid: again.msgid })).toMatchObject({ sentAs: sent.msgid, infno: 'M411' });

  const mark = newId('unreadable');
  await platform.sendRaw(`mulaid.down.limit.${GD}`, [{ value: JSON.stringify({ mark }) }]);
  const unreadable = async () => {
    return (await lettersOf(GD, 'auditor')).find(({ record }) => record?.includes(mark))?.id;
  };
  await until(async () => (await unreadable()) !== undefined);
  const id = await unreadable();
  expect((await request(GD, 'POST', `/api/v1/dead-letters/${id}/discard`, operator)).status).toBe(200);
  await lineOf({ sub, letter: id, msg: 'a dead letter was discarded' });
});

describe('a token that is refused', () => {
  const get = (authorization: string, traceparent: string) =>
    fetch(`${stack.provinces[GD]?.gateways[0]?.url}/api/v1/insured-persons/${people[0]?.psn_no}`, {
      headers: { authorization, traceparent },
    });

  test.each<[string, () => Promise<string> | string, number, string | RegExp]>([
    ['no bearer token', () => `Basic ${NAME.length}`, 401, 'Authorization holds no bearer token'],
    ['no token at all', () => 'Bearer nonsense', 401, 'ERR_JWS_INVALID'],
    ['another key', () => wrongToken({}), 401, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['another role', async () => `Bearer ${await tokenOf(['settlement'], GD)}`, 403, /roles do not allow/],
    ['another province', async () => `Bearer ${await tokenOf(['core'], '510000')}`, 403, /province does not allow/],
  ])('%s', async (_case, token, status, reason) => {
    const traceparent = beginTrace();
    expect((await get(await token(), traceparent)).status).toBe(status);
    const line = await lineOf({ trace_id: traceparent.slice(3, 35) });
    expect(line).toMatchObject({ level: 'warn', msg: 'a token was refused', address: '127.0.0.1', method: 'GET' });
    expect(line['route']).toBe('/api/v1/insured-persons/:psn_no');
    expect(line['reason']).toMatch(reason);
  });

  test('at an address that cannot be decoded', async () => {
    const before = logTextOf(GD).length;
    const url = `${stack.provinces[GD]?.gateways[0]?.url}/api/v1/%zz`;
    expect((await fetch(url, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
    await until(() => logTextOf(GD).slice(before).includes('a token was refused'));
  });

  async function wrongToken(claims: object): Promise<string> {
    const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setSubject('x').setExpirationTime('1h');
    return `Bearer ${await jwt.sign(new TextEncoder().encode('x'.repeat(32)))}`;
  }
});

describe('a look at names and certificate numbers unmasked', () => {
  const LOOK = 'names and certificate numbers were shown unmasked';

  test('who, whose (masked) and from where; a masked look has no line', async () => {
    const sub = newId('looker');
    const donor = await register(GD, person(GD), '100.00');
    const benef = person('510000');
    const body = establishment(donor, benef, [limitOf('10.00')]);
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    const as = async (role: string, path: string) => {
      const { status } = await request(GD, 'GET', `/api/v1${path}`, {
        token: await tokenOf([role], GD, `${sub}-${role}`),
      });
      expect(status).toBe(200);
    };
    await as('window', `/insured-persons/${donor.psn_no}`);
    await as('window', `/relationships/${body.mulaid_rel_id}`);
    await as('core', `/insured-persons/${donor.psn_no}`);
    expect(await lineOf({ sub: `${sub}-core` })).toMatchObject({
      level: 'info',
      msg: LOOK,
      roles: ['core'],
      address: '127.0.0.1',
      whose: [masked(donor)],
      route: '/api/v1/insured-persons/:psn_no',
    });
    await as('auditor', `/relationships/${body.mulaid_rel_id}`);
    await as('auditor', `/relationships?psn_no=${donor.psn_no}`);
    const both = [masked(donor), masked(benef)];
    await until(async () => (await linesWith(GD, { sub: `${sub}-auditor` })).length === 2);
    const looks = await linesWith(GD, { sub: `${sub}-auditor`, msg: LOOK });
    expect(looks.map(({ whose }) => whose)).toEqual([both, both]);
    expect(logTextOf(GD)).not.toContain(`${sub}-window`);
  });

  test('dead letters, whole', async () => {
    const sub = newId('auditor');
    const { psn_no } = person(GD);
    const mark = newId('twice');
    const value = JSON.stringify(JSON.stringify({ mark, psn_no, psn_name: NAME }));
    await platform.sendRaw(`mulaid.down.limit.${GD}`, [{ value }]);
    const token = await tokenOf(['auditor'], GD, sub);
    await until(async () => JSON.stringify(await lettersOf(GD, { token })).includes(mark));
    const looks = await linesWith(GD, { sub, msg: LOOK });
    const mine = masked({ psn_no } as Stated);
    expect(
      looks.some(({ whose, letters }) => (whose as string[]).includes(mine) && (letters as string[]).length > 0),
    ).toBe(true);
  });
});

test('every line has its level as a word, the host and the version, and nothing of a person', async () => {
  await request(GD, 'GET', `/api/v1/wallets/${people[0]?.psn_no}`, { roles: ['settlement'] });
  const text = logTextOf(GD);
  const lines = text.split('\n').filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const { level, host, version, app, time } = JSON.parse(line) as Record<string, string>;
    expect(level).toMatch(/^(debug|info|warn|error|fatal)$/);
    expect([host, version, app, time].every((each) => typeof each === 'string' && each !== '')).toBe(true);
  }
  for (const { psn_no, psn_name, certno } of people)
    for (const one of [psn_no, psn_name, certno]) expect(text).not.toContain(one);
  // Whatever other tests of this run had the gateways do: nobody of theirs either.
  expect(text.match(/P(44|51|32|46|33)0000-\d+-[0-9a-z]+-\d+/g)).toBeNull();
  expect(text.match(/(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])/g)).toBeNull();
  expect(text).not.toContain('张三');
});
