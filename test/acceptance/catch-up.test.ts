import { audit } from '../support/balance';
import { sql } from '../support/database';
import { figureOf, readinessOf } from '../support/gateway-state';
import { killPart } from '../support/kill-part';
import { linesWith } from '../support/log-lines';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { codeOf, newMsgid, PlatformClient } from '../support/platform';
import { giveJson, giveText, PlatformHttp, type Misbehaviour } from '../support/platform-http';
import { request } from '../support/stack';
import { until } from '../support/until';

const SC = '510000';
const GD = '440000';
const http = new PlatformHttp();
const platform = new PlatformClient();
let own: OwnStack;

beforeAll(async () => {
  await http.start();
  own = new OwnStack({
    provinces: [SC],
    replicas: 2,
    policies: policiesOf(SC, {}),
    platformUrl: http.url,
    set: { 'relations.catch_up_every': '1s', 'platform.answer_within': '5s' },
  });
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
  await http.stop();
});

const beneficiary = () => register(SC, someone(SC, '390'));
const received = (benef: object, ...amounts: string[]) =>
  establishment(
    someone(GD),
    benef as ReturnType<typeof someone>,
    amounts.map((amount) => limitOf(amount)),
  );
const answerOf = async (msgid: string, nth = 1) => codeOf(await platform.answerTo(msgid, nth));
const stateOf = async (id: string) =>
  (await request(SC, 'GET', `/api/v1/relationships/${id}`, { roles: ['window'] })).body['state'];
const cursor = async () =>
  (await sql<{ since: string | null }>(SC, "SELECT since FROM catch_up WHERE name = 'relations'"))[0]?.since;
const hasCaughtUp = () => until(async () => Number(await cursor()) === http.items.length);
/** A whole catch-up that began after this call. */
async function caughtUp(): Promise<void> {
  await http.caughtUp();
  await hasCaughtUp();
}

test('what waits for the province is downloaded, recorded and answered like a push', async () => {
  const body = received(await beneficiary(), '100.00');
  const more = limitOf('50.00');
  const msgid = http.add('M102', body, newMsgid());
  const { mulaid_rel_id } = body;
  const set = http.add('M202', { mulaid_rel_id, limit: more }, newMsgid());
  const [first] = body.limits as { mulaid_lmt_id: string }[];
  const revoked = { mulaid_rel_id, mulaid_lmt_id: first?.mulaid_lmt_id, reason: '撤销' };
  const revoke = http.add('M203', revoked, newMsgid());
  expect([await answerOf(msgid), await answerOf(set), await answerOf(revoke)]).toEqual(['0', '0', '0']);
  const wallet = await request(SC, 'GET', `/api/v1/wallets/${body.benef.psn_no}`, { roles: ['window'] });
  expect(wallet.body).toMatchObject({ balc: '50.00', limits: [{ mulaid_lmt_id: more.mulaid_lmt_id }] });
  await hasCaughtUp();
  expect(http.asked[0]?.query.has('since')).toBe(false);
  expect(http.asked.every(({ query }) => query.get('limit') === '500')).toBe(true);
  expect(http.asked[0]?.headers).toMatchObject({ 'x-admdvs': SC });
});

test.each(['push first', 'download first'])('%s: the same answer, and nothing is done twice', async (order) => {
  const body = received(await beneficiary(), '30.00');
  const msgid = newMsgid();
  const ways = [() => platform.send(SC, 'M102', body, { msgid }), () => Promise.resolve(http.add('M102', body, msgid))];
  const codes = () => (platform.answers.get(msgid) ?? []).map(({ input }) => codeOf(input));
  /** One more answer than now, which may be to a push that Kafka delivered again. */
  const after = async (way: () => unknown) => {
    const before = codes().length;
    await way();
    await until(() => codes().length > before);
  };
  for (const way of order === 'push first' ? ways : ways.toReversed()) await after(way);
  expect(new Set(codes())).toEqual(new Set(['0']));
  // Other content under a known msgid is refused, whichever way it comes, and the first answer stands.
  http.add('M102', { ...body, chnl: '2' }, msgid);
  await until(() => codes().includes('E04'));
  await after(ways[0] as () => unknown);
  expect(codes().filter((code) => code !== '0')).toEqual(['E04']);
  const [row] = await sql(SC, 'SELECT COUNT(*) AS entries FROM ledger_entry WHERE mulaid_rel_id = ?', [
    body.mulaid_rel_id,
  ]);
  expect(Number(row?.['entries'])).toBe(1);
});

test('what names something that has not come waits, and a push lets it go', async () => {
  const body = received(await beneficiary(), '30.00');
  const limit = limitOf('5.00');
  const early = http.add('M202', { mulaid_rel_id: body.mulaid_rel_id, limit }, newMsgid());
  await hasCaughtUp();
  expect(platform.answers.get(early)).toBeUndefined();
  expect(await platform.ask(SC, 'M102', body)).toBe('0');
  expect(await answerOf(early)).toBe('0');
});

test('a page with what §3 refuses, what cannot be read, and what is right', async () => {
  const body = received(await beneficiary(), '30.00');
  const { mulaid_rel_id } = body;
  const wrong = http.add('M102', { ...body, rel_type: 7 }, newMsgid());
  const unknown = http.add('M999', {}, newMsgid());
  const bare = newMsgid();
  http.items.push({ infno: 'M102', msgid: bare });
  const unreadable = [null, 7, [], { infno: 'M102', input: {} }, { infno: 'M103', msgid: 'no id !', input: {} }];
  const answer = { infno: 'M191', msgid: newMsgid(), input: { infcode: '0' } };
  http.items.push(...unreadable, answer);
  const right = http.add('M102', body, newMsgid());
  const revoke = http.add('M103', { mulaid_rel_id, reason: '撤销' }, newMsgid());
  const codes = await Promise.all([wrong, unknown, bare, right, revoke].map((msgid) => answerOf(msgid)));
  expect(codes).toEqual(['E01', 'E01', 'E01', '0', '0']);
  expect((await platform.answerTo(wrong)).err_msg).toContain('rel_type');
  expect((await platform.answerTo(unknown)).err_msg).toContain('infno');
  expect((await platform.answerTo(bare)).err_msg).toContain('input');
  expect(await stateOf(mulaid_rel_id)).toBe('REVOKED');
  await hasCaughtUp();
  const letters = await sql(SC, "SELECT reason FROM dead_letter WHERE topic = 'relations'");
  expect(letters).toHaveLength(unreadable.length + 1);
});

test('one that fails alone is E99 and a dead letter; its page goes on, and redriven it is carried out', async () => {
  const poisoned = received(await beneficiary(), '30.00');
  const right = received(await beneficiary(), '30.00');
  // The database refuses this one row, as a fault of ours would have it.
  await sql(SC, `ALTER TABLE relationship ADD CONSTRAINT poison CHECK (mulaid_rel_id <> '${poisoned.mulaid_rel_id}')`);
  const page = [right, poisoned, received(await beneficiary(), '30.00')];
  const msgids = page.map((body) => http.add('M102', body, newMsgid()));
  expect(await Promise.all(msgids.map((msgid) => answerOf(msgid)))).toEqual(['0', 'E99', '0']);
  await hasCaughtUp();
  await sql(SC, 'ALTER TABLE relationship DROP CONSTRAINT poison');
  const operator = { roles: ['operator'] };
  const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
  const letter = (body['items'] as { id: string; msgid?: string }[]).find(({ msgid }) => msgid === msgids[1]);
  const redriven = await request(SC, 'POST', `/api/v1/dead-letters/${letter?.id}/redrive`, operator);
  expect(redriven.body).toMatchObject({ state: 'REDRIVEN', topic: 'relations' });
  expect(await answerOf(msgids[1] ?? '', 2)).toBe('0');
  expect(await stateOf(poisoned.mulaid_rel_id)).toBe('EFFECTIVE');
});

const failures = async () =>
  (await figureOf(SC, 'mutual_aid_download_failures_total{list="relations",side="platform"}')) ?? 0;

test.each<[string, Misbehaviour]>([
  ['is slow', () => undefined],
  ['answers 500', (_, response) => giveText(response, 'no', 500)],
  ['answers nonsense', (_, response) => giveText(response, '<html></html>')],
  ['answers a cut page', (_, response) => void response.write('{"items":[{"infno"', () => response.destroy())],
  ['answers another type', (_, response) => giveJson(response, { items: 'none', next: 5 })],
  [
    'has a full page without a cursor',
    (_, response) =>
      giveJson(response, {
        items: Array(500)
          .fill(0)
          .map(() => early()),
      }),
  ],
])('a platform that %s is told of and waited for; the gateway stays ready', async (_case, misbehaviour) => {
  const before = await failures();
  http.always = misbehaviour;
  await until(async () => (await failures()) > before);
  const { status, parts } = await readinessOf(SC);
  expect([status, parts['platform']?.status]).toEqual([200, 'down']);
  expect(parts['platform']?.detail).toContain('relations could not be downloaded for');
  const body = received(await beneficiary(), '30.00');
  expect(await platform.ask(SC, 'M102', body)).toBe('0');
  const msgid = http.add('M102', received(await beneficiary(), '30.00'), newMsgid());
  http.always = undefined;
  expect(await answerOf(msgid)).toBe('0');
  await until(async () => (await readinessOf(SC)).parts['platform']?.status === 'up');
});

/** It is answered, and changes nothing. */
function early(): object {
  return { infno: 'M999', msgid: newMsgid(), input: {} };
}

test('a platform that is away has one line at the start and one at the end', async () => {
  await http.stop();
  await linesWith(SC, { who: 'relations', msg: 'not served by the platform’s HTTP side' });
  await until(async () => (await readinessOf(SC)).parts['platform']?.status === 'down');
  const msgid = http.add('M102', received(await beneficiary(), '30.00'), newMsgid());
  await http.start();
  expect(await answerOf(msgid)).toBe('0');
  await linesWith(SC, { msg: 'served again by the platform’s HTTP side' });
  expect(await figureOf(SC, 'mutual_aid_download_succeeded_seconds{list="relations"}')).toBeGreaterThan(
    Date.now() / 1000 - 600,
  );
});

test('a page with more than was asked for is taken whole, in its order', async () => {
  const benef = await beneficiary();
  const body = received(benef, '1.00');
  const { mulaid_rel_id } = body;
  const big = [
    { infno: 'M102', msgid: newMsgid(), input: body },
    ...Array.from({ length: 1100 }, () => ({
      infno: 'M202',
      msgid: newMsgid(),
      input: { mulaid_rel_id, limit: limitOf('0.01') },
    })),
  ];
  http.always = ({ query }, response) => {
    const since = Number(query.get('since'));
    giveJson(response, { items: http.items.slice(since), next: String(http.items.length) });
  };
  http.items.push(...big);
  for (const { msgid } of big) expect([msgid, await answerOf(msgid)]).toEqual([msgid, '0']);
  http.always = undefined;
  await hasCaughtUp();
  const wallet = await request(SC, 'GET', `/api/v1/wallets/${benef.psn_no}`, { roles: ['window'] });
  expect(wallet.body['balc']).toBe('12.00');
});

test('1,200 messages in pages of 500 while the gateway is killed: each has one effective answer', async () => {
  const benefs = await Promise.all(Array.from({ length: 20 }, beneficiary));
  const bodies = Array.from({ length: 400 }, (_, index) => received(benefs[index % 20] as object, '3.00'));
  const messages = bodies.flatMap((body) => {
    const { mulaid_rel_id, limits } = body;
    const [first] = limits as { mulaid_lmt_id: string }[];
    const named = { mulaid_rel_id, reason: '撤销', mulaid_lmt_id: first?.mulaid_lmt_id };
    return [
      { infno: 'M102', msgid: newMsgid(), input: body },
      { infno: 'M202', msgid: newMsgid(), input: { mulaid_rel_id, limit: limitOf('4.00') } },
      { infno: 'M203', msgid: newMsgid(), input: named },
    ];
  });
  const from = http.items.length;
  http.items.push(...messages);
  // Every third of them is pushed, too.
  const pushed = messages.filter((_, index) => index % 3 === index % 2);
  const pushing = Promise.all(pushed.map(({ infno, input, msgid }) => platform.send(SC, infno, input, { msgid })));
  await http.request(({ query }) => Number(query.get('since') ?? '0') >= from + 500, http.asked.length);
  await killPart(own.dir, `${SC}-1`);
  await own.start();
  await pushing;
  for (const { msgid } of messages) expect([msgid, await answerOf(msgid)]).toEqual([msgid, '0']);
  await caughtUp();
  for (const { msgid } of messages)
    expect(new Set(platform.answers.get(msgid)?.map(({ input }) => JSON.stringify(input))).size).toBe(1);
  for (const { psn_no } of benefs) {
    const wallet = await request(SC, 'GET', `/api/v1/wallets/${psn_no}`, { roles: ['window'] });
    expect(wallet.body['balc']).toBe('80.00');
  }
  const [waiting] = await sql(SC, 'SELECT COUNT(*) AS count FROM waiting_message');
  expect(Number(waiting?.['count'])).toBe(0);
  expect(audit(SC)).toMatchObject({ status: 0, proof: { ok: true } });
});

test('a restart goes on from the cursor', async () => {
  await caughtUp();
  const from = http.asked.length;
  await killPart(own.dir, `${SC}-1`);
  await own.start();
  const next = await http.request(() => true, from);
  expect(next.query.get('since')).toBe(String(http.items.length));
});
