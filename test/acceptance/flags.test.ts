import { sql } from '../support/database';
import { everyPage } from '../support/every-page';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { request } from '../support/stack';
import { until } from '../support/until';
import { settle, usageOf, wallet } from '../support/wallets';
import { killPart } from '../support/kill-part';

const GD = '440000';
const platform = new PlatformClient();
let own: OwnStack;

interface Flag {
  readonly id: string;
  readonly kind: string;
  readonly psn_no: string;
  readonly mulaid_lmt_id?: string;
  readonly facts: Record<string, unknown>;
}

beforeAll(async () => {
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}) });
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

const flagsOf = async (psnNo: string, roles = ['operator']) =>
  (await everyPage<Flag>(GD, '/api/v1/flags', roles, 2)).filter(({ psn_no }) => psn_no === psnNo);
const flagged = async (psnNo: string): Promise<Flag> => {
  await until(async () => (await flagsOf(psnNo)).length > 0);
  return (await flagsOf(psnNo))[0] as Flag;
};

async function pay(psnNo: string, amount: string, change: object = {}): Promise<string> {
  const usage = usageOf(psnNo, amount, change);
  expect((await settle(GD, '/usages', usage)).status).toBe(201);
  return usage.setl_id;
}

/** One flag more, of another person, so that what came before was looked at. */
async function lookedAt(): Promise<void> {
  const { benef } = await wallet(platform, GD, ['6000.00']);
  await pay(benef.psn_no, '6000.00');
  await flagged(benef.psn_no);
}

test('a large limit spent to zero within a day of its setting; nothing is blocked, nothing flagged twice', async () => {
  const { benef, relationshipIds } = await wallet(platform, GD, ['5000.00', '4999.99']);
  await pay(benef.psn_no, '3000.00');
  const last = await pay(benef.psn_no, '6999.99');
  const flag = await flagged(benef.psn_no);
  expect(flag).toMatchObject({
    kind: 'FAST_DRAIN',
    facts: { mulaid_rel_id: relationshipIds[0], lmt_amt: '5000.00' },
  });
  expect(typeof flag.mulaid_lmt_id).toBe('string');
  expect((await settle(GD, `/usages/${last}/reversal`, {})).status).toBe(201);
  await pay(benef.psn_no, '6999.99');
  await lookedAt();
  expect(await flagsOf(benef.psn_no, ['auditor'])).toEqual([flag]);
});

test('not where it was set longer ago, and not where something is left', async () => {
  const benef = await register(GD, someone(GD));
  const limits = [limitOf('5000.00', Date.now() - 25 * 3_600_000), limitOf('5000.00')];
  expect(await platform.ask(GD, 'M102', establishment(someone('510000'), benef, limits))).toBe('0');
  await pay(benef.psn_no, '9999.99');
  await lookedAt();
  expect(await flagsOf(benef.psn_no)).toEqual([]);
});

test('more than five donors for one beneficiary', async () => {
  const five = await wallet(platform, GD, ['1.00', '1.00', '1.00', '1.00', '1.00']);
  const six = await wallet(platform, GD, ['1.00', '1.00', '1.00', '1.00', '1.00', '1.00']);
  expect(await flagged(six.benef.psn_no)).toMatchObject({ kind: 'MANY_DONORS', facts: { donors: 6 } });
  await lookedAt();
  expect(await flagsOf(five.benef.psn_no)).toEqual([]);
});

test('more than three institutions within an hour, by the time of use; a restart in the middle', async () => {
  const { benef } = await wallet(platform, GD, ['500.00']);
  const noon = Date.now() - 3 * 3_600_000;
  const at = (psnNo: string, place: string, minutes: number) =>
    pay(psnNo, '1.00', { fixmedins_code: place, use_time: timeText(noon + minutes * 60_000) });
  const { benef: calm } = await wallet(platform, GD, ['500.00']);
  for (const [place, minutes] of [
    ['A', 0],
    ['B', 20],
    ['C', 40],
  ] as const) {
    await at(benef.psn_no, place, minutes);
    await at(calm.psn_no, place, minutes);
  }
  await killPart(own.dir, `${GD}-1`);
  await own.start();
  await at(calm.psn_no, 'D', 61);
  await at(benef.psn_no, 'D', 60);
  expect(await flagged(benef.psn_no)).toMatchObject({
    kind: 'MANY_PLACES',
    facts: { from: timeText(noon), until: timeText(noon + 3_600_000), fixmedins_codes: ['A', 'B', 'C', 'D'] },
  });
  await lookedAt();
  expect(await flagsOf(calm.psn_no)).toEqual([]);
  expect(await flagsOf(benef.psn_no)).toHaveLength(1);
});

test('a number that another transaction commits later is seen all the same', async () => {
  const { benef } = await wallet(platform, GD, ['5000.00']);
  const [row] = await sql<{ lmt: string; rel: string }>(
    GD,
    'SELECT mulaid_lmt_id AS lmt, mulaid_rel_id AS rel FROM mulaid_limit JOIN relationship USING (mulaid_rel_id) WHERE benef_psn_no = ?',
    [benef.psn_no],
  );
  const [{ next } = { next: 0 }] = await sql<{ next: number }>(GD, 'SELECT MAX(seq) + 1 AS next FROM usage_line');
  // Something behind it is there, and looked at, before it is itself.
  await sql(GD, `ALTER TABLE usage_line AUTO_INCREMENT = ${Number(next) + 1}`);
  await lookedAt();
  const line = [newId('U'), next, row?.rel, row?.lmt, Date.now()];
  await sql(
    GD,
    'INSERT INTO usage_line (use_id,line_no,seq,mulaid_rel_id,mulaid_lmt_id,amt,use_time) VALUES (?,1,?,?,?,500000,?)',
    line,
  );
  expect(await flagged(benef.psn_no)).toMatchObject({ kind: 'FAST_DRAIN', mulaid_lmt_id: row?.lmt });
});

test('who may: operator and auditor', async () => {
  for (const role of ['window', 'core', 'settlement'])
    expect((await request(GD, 'GET', '/api/v1/flags', { roles: [role] })).status).toBe(403);
  expect((await request(GD, 'GET', '/api/v1/flags?limit=0', { roles: ['operator'] })).status).toBe(400);
});
