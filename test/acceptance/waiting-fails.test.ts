import { sql } from '../support/database';
import { accountOf, establishment, limitOf } from '../support/people';
import { codeOf } from '../support/platform';
import { refusing } from '../support/refusing';
import { DAY, donor, GD, idOf, limitIdOf, of, platform, reason, set, there } from '../support/situations';
import { OwnStack } from '../support/own-stack';
import { request } from '../support/stack';
import { codesOf, sendEarly, waitingMessages } from '../support/waiting-room';

// A stack on which nothing's time is up.
const own = new OwnStack({ provinces: [GD], set: { 'waiting_room.timeout': '1h' } });
const operator = { roles: ['operator'] };

beforeAll(async () => {
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

async function letterOf(msgid: string) {
  const { body } = await request(GD, 'GET', '/api/v1/dead-letters?limit=1000', operator);
  return (body['items'] as { id: string; msgid?: string; state: string }[]).find((each) => each.msgid === msgid);
}

/** Once the cause is gone, the letter is sent again, and handled as the first with its msgid (§3). */
async function expectRedriven(msgid: string, answer: number): Promise<void> {
  const letter = await letterOf(msgid);
  expect(letter).toMatchObject({ state: 'OPEN' });
  const redriven = await request(GD, 'POST', `/api/v1/dead-letters/${letter?.id}/redrive`, operator);
  expect(redriven.body).toMatchObject({ state: 'REDRIVEN' });
  expect(codeOf(await platform.answerTo(msgid, answer))).toBe('0');
}

/** A relationship that is not here, and limits of ten yuan each that wait for it. */
async function early(count: number) {
  const body = establishment(await donor(), there(), [limitOf('10.00')]);
  // A day of its own each: no cap of settings a day is met.
  const settings = Array.from({ length: count }, (_, day) => set(body, '10.00', Date.now() - day * DAY));
  const cases = settings.map((each) => of('M201', each));
  return { body, settings, msgids: await sendEarly(GD, body.mulaid_rel_id, cases) };
}

const E99_IS_THE_FOURTH = ['0', '0', '0', 'E99', '0', '0'];
const ofLimit = (limitId = '') => `NEW.mulaid_lmt_id = '${limitId}'`;
const answering = (msgid: string) => `NEW.answers LIKE '%"${msgid}"%'`;

test.each<[string, string, (limitId: string | undefined, msgid: string) => string]>([
  ['its limit', 'mulaid_limit', ofLimit],
  ['its answer', 'outbox', (_, msgid) => `${answering(msgid)} AND NEW.answers NOT LIKE '%E99%'`],
])('one that waits, and for which the database does not take %s, is set aside alone', async (_, table, condition) => {
  const { body, settings, msgids } = await early(6);
  const [failing = ''] = msgids.slice(3);
  await refusing(GD, table, condition(settings[3]?.limit.mulaid_lmt_id, failing), async () => {
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    expect(await codesOf(msgids)).toEqual(E99_IS_THE_FOURTH);
    // The relationship's road goes on, and nobody waits.
    expect(await platform.ask(GD, 'M201', set(body, '10.00'))).toBe('0');
    expect(await waitingMessages(GD)).toBe(0);
  });
  expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ frozen: '70.00' });
  await expectRedriven(failing, 2);
  expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ frozen: '80.00' });
});

test('where not even E99 can be written, it is a dead letter, and the others go on', async () => {
  const { body, msgids } = await early(3);
  const [failing = '', ...others] = msgids;
  await refusing(GD, 'outbox', answering(failing), async () => {
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    expect(await codesOf(others)).toEqual(['0', '0']);
    expect(await waitingMessages(GD)).toBe(0);
  });
  expect(platform.answers.get(failing)).toBeUndefined();
  await expectRedriven(failing, 1);
});

test.each([
  ['reading', 'no JSON'],
  ['deciding', '{"relationshipId":1}'],
])('one whose row fails in %s is set aside alone', async (_where, kept) => {
  const { body, msgids } = await early(6);
  const [failing = ''] = msgids.slice(3);
  await sql(GD, 'UPDATE waiting_message SET body = ? WHERE msgid = ?', [kept, failing]);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  expect(await codesOf(msgids)).toEqual(E99_IS_THE_FOURTH);
  expect(await platform.ask(GD, 'M201', set(body, '10.00'))).toBe('0');
  expect(await waitingMessages(GD)).toBe(0);
  await expectRedriven(failing, 2);
  expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ frozen: '80.00' });
});

test('what comes meanwhile goes behind what waits, and is not set aside for it', async () => {
  const { body, settings, msgids } = await early(2);
  await refusing(GD, 'mulaid_limit', ofLimit(settings[0]?.limit.mulaid_lmt_id), async () => {
    const codes = [
      platform.ask(GD, 'M101', body),
      platform.ask(GD, 'M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason }),
      platform.ask(GD, 'M201', set(body, '10.00')),
    ];
    expect(await Promise.all(codes)).toEqual(['0', '0', '0']);
    expect(await codesOf(msgids)).toEqual(['E99', '0']);
  });
  expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ frozen: '20.00' });
});
