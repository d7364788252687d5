import { stopPart } from '../../apps/development-stack/src/stack';
import { sql } from '../support/database';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
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
  received,
  set,
  there,
} from '../support/situations';
import { OwnStack } from '../support/own-stack';
import { request } from '../support/stack';
import { until } from '../support/until';
import { codesOf, endWaiting, sendEarly, waitingMessages } from '../support/waiting-room';

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

const giving = async () => establishment(await donor(), there(), [limitOf('10.00')]);

describe('what arrives too early waits, and is handled as soon as what it waits for is there (§2, §4)', () => {
  type Body = Awaited<ReturnType<typeof given>>;
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

/** An establishment of 100 by a donor of 250, and what comes before it: M203 of L2, L2 of 100, L3 of 100. */
async function issuesCase() {
  const body = establishment(await donor('250.00'), there(), [limitOf('100.00')]);
  const [second, third] = [set(body, '100.00'), set(body, '100.00')];
  const { mulaid_lmt_id } = second.limit;
  const early = [of('M203', { ...idOf(body), mulaid_lmt_id, reason }), of('M201', second), of('M201', third)];
  return { body, early };
}

describe('whoever arrived first of those whose need is there goes next: what M203 frees is there for L3', () => {
  test('with the relationship', async () => {
    const { body, early } = await issuesCase();
    const msgids = await sendEarly(GD, body.mulaid_rel_id, early);
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    expect(await codesOf(msgids)).toEqual(['0', '0', '0']);
    expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ frozen: '200.00' });
  });

  test('by the sweep, where whoever recorded the relationship did not see them', async () => {
    const { body, early } = await issuesCase();
    const msgids = await sendEarly(GD, body.mulaid_rel_id, early);
    // As if another replica wrote them in the same instant.
    const move = (from: string, to: string) =>
      sql(GD, 'UPDATE waiting_message SET mulaid_rel_id = ? WHERE mulaid_rel_id = ?', [to, from]);
    await move(body.mulaid_rel_id, 'unseen');
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    await move('unseen', body.mulaid_rel_id);
    expect(await codesOf(msgids)).toEqual(['0', '0', '0']);
    expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ frozen: '200.00' });
  });
});

test('an M101 that names a relationship held as beneficiary region is refused, although an M203 waits for it', async () => {
  const body = await received();
  const [waiting = ''] = await sendEarly(GD, body.mulaid_rel_id, [
    of('M203', { ...idOf(body), mulaid_lmt_id: newId('L'), reason }),
  ]);
  const wrong = establishment(await donor(), there(), undefined, idOf(body));
  expect(await platform.ask(GD, 'M101', wrong)).toBe('E10');
  expect(platform.answers.get(waiting)).toBeUndefined();
  await endWaiting(GD);
  expect(await codesOf([waiting])).toEqual(['E30']);
});

test('what waits survives a restart, and is handled with its relationship', async () => {
  const body = await giving();
  const msgids = await sendEarly(GD, body.mulaid_rel_id, [of('M103', { ...idOf(body), reason })]);
  await stopPart(own.dir, `${GD}-1`);
  await own.start();
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  expect(await codesOf(msgids)).toEqual(['0']);
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
