import { audit } from '../support/balance';
import { sql } from '../support/database';
import { figureOf, readinessOf } from '../support/gateway-state';
import { killPart } from '../support/kill-part';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { codeOf, newId, PlatformClient, timeText } from '../support/platform';
import { giveText, PlatformHttp } from '../support/platform-http';
import { until } from '../support/until';

const GD = '440000';
const SC = '510000';
const http = new PlatformHttp();
const platform = new PlatformClient();
let own: OwnStack;

beforeAll(async () => {
  await http.start();
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}), platformUrl: http.url });
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
  await http.stop();
});

/** A relationship given here, of which one limit of 100.00 was spent from elsewhere. */
async function given() {
  const donor = await register(GD, someone(GD), '1000.00');
  const limit = limitOf('100.00');
  const body = establishment(donor, someone(SC, '390'), [limit]);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  return { psnNo: donor.psn_no, relationshipId: body.mulaid_rel_id, limitId: limit.mulaid_lmt_id };
}

type Given = Awaited<ReturnType<typeof given>>;

function lineOf({ limitId }: Given, amt: string, reversed?: { use_id: string }) {
  const at = timeText(Date.now());
  const line = { use_id: newId(`${SC}U`), line_no: 1, mulaid_lmt_id: limitId, amt, use_time: at, upload_time: at };
  return reversed === undefined ? line : { ...line, orig_use_id: reversed.use_id };
}

/** What the platform asks before a termination: 30.00 are spent, in three rows. */
async function compare({ relationshipId, limitId }: Given) {
  const limits = [{ mulaid_lmt_id: limitId, lmt_amt: '100.00', used_amt: '30.00', used_cnt: 3 }];
  const asked = { mulaid_rel_id: relationshipId, initiator: 'donor', reason: '终止', limits };
  const answer = await platform.answerTo(await platform.send(GD, 'M301', asked));
  return answer.output as { result: string };
}

const owed = async () => Number((await sql(GD, 'SELECT COUNT(*) AS count FROM usage_fetch'))[0]?.['count']);
const balance = async ({ psnNo }: Given) => {
  const { balance: left, frozen } = await accountOf(GD, psnNo);
  return `${left} ${frozen}`;
};

function spent(each: Given): object[] {
  const undone = lineOf(each, '20.00');
  return [lineOf(each, '30.00'), undone, lineOf(each, '20.00', undone)];
}

test('after its MISMATCH the donor region gets the usages, applies each once, and then matches and closes', async () => {
  const each = await given();
  expect(await compare(each)).toMatchObject({ result: 'MISMATCH' });
  // The platform has them only after a while.
  await http.request(({ path }) => path.endsWith('/usages'));
  expect(await owed()).toBe(1);
  http.usages.set(each.relationshipId, spent(each));
  await until(async () => (await owed()) === 0);
  expect(await balance(each)).toBe('970.00 70.00');
  expect(await compare(each)).toMatchObject({ result: 'MATCH' });
  const closed = [{ mulaid_lmt_id: each.limitId, lmt_amt: '100.00', used_amt: '30.00', ret_amt: '70.00' }];
  const confirmed = { mulaid_rel_id: each.relationshipId, term_time: timeText(Date.now()), limits: closed };
  expect(await platform.ask(GD, 'M302', confirmed)).toBe('0');
  expect(await balance(each)).toBe('970.00 0.00');
});

test('a platform that answers nonsense is asked until it has them, through a crash; nothing is applied twice', async () => {
  const each = await given();
  http.always = ({ path }, response) => giveText(response, path, 500);
  const from = http.asked.length;
  expect(await compare(each)).toMatchObject({ result: 'MISMATCH' });
  await http.request(({ path }) => path.includes(each.relationshipId), from);
  const failed = 'mutual_aid_download_failures_total{list="usages",side="platform"}';
  await until(async () => ((await figureOf(GD, failed)) ?? 0) > 0);
  expect((await readinessOf(GD)).status).toBe(200);
  await killPart(own.dir, `${GD}-1`);
  http.usages.set(each.relationshipId, spent(each));
  http.always = undefined;
  await own.start();
  await until(async () => (await owed()) === 0);
  expect(await balance(each)).toBe('970.00 70.00');
  // Asked for anew, the same lines come again.
  const again = [{ mulaid_lmt_id: each.limitId, lmt_amt: '100.00', used_amt: '31.00', used_cnt: 4 }];
  const asked = { mulaid_rel_id: each.relationshipId, initiator: 'donor', reason: '终止', limits: again };
  const before = http.asked.length;
  expect(codeOf(await platform.answerTo(await platform.send(GD, 'M301', asked)))).toBe('0');
  await http.request(({ path }) => path.includes(each.relationshipId), before);
  await until(async () => (await owed()) === 0);
  expect(await balance(each)).toBe('970.00 70.00');
  expect(await compare(each)).toMatchObject({ result: 'MATCH' });
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true } });
});
