import { sql } from '../support/database';
import { establishment, limitOf, register, someone } from '../support/people';
import { codeOf, envelopeOf, newId, topicOf } from '../support/platform';
import {
  benef,
  type Case,
  donor,
  GD,
  given,
  idOf,
  limitIdOf,
  of,
  platform,
  reason,
  set,
  there,
} from '../support/situations';
import { OwnStack } from '../support/own-stack';
import { request } from '../support/stack';
import { until } from '../support/until';
import { endWaiting, waitingMessages } from '../support/waiting-room';

// A stack on which nothing's time is up before the test says so.
const own = new OwnStack({ provinces: [GD], set: { 'waiting_room.timeout': '1h' } });

beforeAll(async () => {
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

describe('what arrives too early waits, and is handled as soon as what it waits for is there (§2, §4)', () => {
  type Body = Awaited<ReturnType<typeof given>>;
  const giving = async () => establishment(await donor(), there(), [limitOf('10.00')]);
  const receiving = async () => establishment(there(), await benef(), [limitOf('10.00')]);

  test.each<[string, string, () => Promise<Body>, (body: Body) => Case[], string[], string]>([
    ['M103 before M101', 'M101', giving, (body) => [of('M103', { ...idOf(body), reason })], ['0'], 'REVOKED'],
    ['M103 before M102', 'M102', receiving, (body) => [of('M103', { ...idOf(body), reason })], ['0'], 'REVOKED'],
    ['M201 before M101', 'M101', giving, (body) => [of('M201', set(body))], ['0'], 'EFFECTIVE'],
    ['M202 before M102', 'M102', receiving, (body) => [of('M202', set(body))], ['0'], 'EFFECTIVE'],
    ['M201 too large', 'M101', giving, (body) => [of('M201', set(body, '20000.01'))], ['E21'], 'EFFECTIVE'],
    [
      'M201, but it is the beneficiary region',
      'M102',
      receiving,
      (body) => [of('M201', set(body))],
      ['E10'],
      'EFFECTIVE',
    ],
    ['M202, but it is the donor region', 'M101', giving, (body) => [of('M202', set(body))], ['E11'], 'EFFECTIVE'],
    [
      'M203 before its M101',
      'M101',
      giving,
      (body) => [of('M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason })],
      ['0'],
      'EFFECTIVE',
    ],
    [
      'M203 before M201 before M101',
      'M101',
      giving,
      (body) => {
        const setting = set(body);
        const { mulaid_lmt_id } = setting.limit;
        return [of('M203', { ...idOf(body), mulaid_lmt_id, reason }), of('M201', setting)];
      },
      ['0', '0'],
      'EFFECTIVE',
    ],
    [
      'M201 and the M203 of it before M101',
      'M101',
      giving,
      (body) => {
        const setting = set(body);
        const { mulaid_lmt_id } = setting.limit;
        return [of('M201', setting), of('M203', { ...idOf(body), mulaid_lmt_id, reason })];
      },
      ['0', '0'],
      'EFFECTIVE',
    ],
    [
      'in order of first arrival: M103, then M201 finds it final',
      'M101',
      giving,
      (body) => [of('M103', { ...idOf(body), reason }), of('M201', set(body))],
      ['0', 'E31'],
      'REVOKED',
    ],
  ])('%s', async (_what, establish, make, early, codes, state) => {
    const body = await make();
    const msgids: string[] = [];
    const topic = topicOf('M201', GD);
    const envelopes = early(body).map(({ infno, input }) => envelopeOf(GD, infno, input));
    const records = envelopes.map((envelope) => ({ key: body.mulaid_rel_id, value: JSON.stringify(envelope) }));
    // Twice: a repeat of what waits gets no answer of its own.
    await platform.sendRaw(topic, [...records, ...records]);
    // It holds up no other: a later message of the same key is answered, and then all of these were taken in.
    const marker = envelopeOf(GD, 'M101', establishment(someone(GD), there()));
    await platform.sendRaw(topic, [{ key: body.mulaid_rel_id, value: JSON.stringify(marker) }]);
    expect(codeOf(await platform.answerTo(String(marker['msgid'])))).toBe('E10');
    for (const { msgid } of envelopes) {
      msgids.push(String(msgid));
      expect(platform.answers.get(String(msgid))).toBeUndefined();
    }
    expect(await platform.ask(GD, establish, body)).toBe('0');
    expect(await Promise.all(msgids.map(async (msgid) => codeOf(await platform.answerTo(msgid))))).toEqual(codes);
    const shown = await request(GD, 'GET', `/api/v1/relationships/${body.mulaid_rel_id}`, { roles: ['window'] });
    expect(shown.body).toMatchObject({ state });
    for (const msgid of msgids) expect(platform.answers.get(msgid)).toHaveLength(1);
  });
});

test('five hundred messages that wait for one relationship are gone through with a handful of statements', async () => {
  const donor = await register(GD, someone(GD), '100.00');
  const body = establishment(donor, someone('510000'));
  const waiting = Array.from({ length: 500 }, () =>
    envelopeOf(GD, 'M203', { mulaid_rel_id: body.mulaid_rel_id, mulaid_lmt_id: newId('L'), reason: '撤销' }),
  );
  await platform.sendRaw(
    topicOf('M203', GD),
    waiting.map((each) => ({ key: body.mulaid_rel_id, value: JSON.stringify(each) })),
  );
  await until(async () => (await waitingMessages(GD)) === waiting.length);
  const statements = async () => {
    const [row] = await sql(GD, "SHOW GLOBAL STATUS LIKE 'Questions'");
    return Number(row?.['Value']);
  };
  const before = await statements();
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  expect((await statements()) - before).toBeLessThan(waiting.length / 2);
  await endWaiting(GD);
  for (const { msgid } of waiting) expect(codeOf(await platform.answerTo(String(msgid)))).toBe('E30');
});
