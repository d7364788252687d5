import { audit } from '../support/balance';
import { OwnStack } from '../support/own-stack';
import { establishment, limitOf, someone, type Stated } from '../support/people';
import { codeOf, envelopeOf, PlatformClient, topicOf } from '../support/platform';
import { stack, tokenOf } from '../support/stack';
import { until } from '../support/until';

const SC = '510000';
const GD = '440000';
const RELATIONSHIPS = 2000;
const own = new OwnStack({ provinces: [SC], set: { 'waiting_room.timeout': '1h' } });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

/** A message with the code it is answered with where each is decided after the one before. */
type Told = readonly [infno: string, input: object, code: string];

/** Registers donors with 100.00 each. */
async function donors(count: number): Promise<Stated[]> {
  const persons = Array.from({ length: count }, () => someone(SC));
  const lines = persons.map(({ insutype, ...row }) =>
    JSON.stringify({ ...row, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '100.00' }),
  );
  const answer = await fetch(`${stack.provinces[SC]?.gateways[0]?.url}/api/v1/insured-persons/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(['core'], SC)}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  expect(await answer.json()).toMatchObject({ accepted: count });
  return persons;
}

/** A relationship's whole life at once. Each step leaves just so much of the account that it shows what came before. */
function lifeOf(donor: Stated, begins: 'established' | 'too early'): Told[] {
  const body = establishment(donor, someone(GD), [limitOf('60.00')]);
  const { mulaid_rel_id } = body;
  const [taken, more, again, late] = [limitOf('40.00'), limitOf('0.01'), limitOf('40.00'), limitOf('1.00')];
  const set = (limit: object, code: string): Told => ['M201', { mulaid_rel_id, limit }, code];
  const { mulaid_lmt_id } = taken;
  const establish: Told = ['M101', body, '0'];
  return [
    ...(begins === 'established' ? [establish, set(taken, '0')] : [set(taken, '0'), establish]),
    set(more, 'E25'),
    ['M203', { mulaid_rel_id, mulaid_lmt_id, reason: '撤销' }, '0'],
    set(again, '0'),
    ['M103', { mulaid_rel_id, reason: '撤销' }, '0'],
    set(late, 'E31'),
  ];
}

test('messages of new relationships in one partition, thousands at once, are decided each after the one before', async () => {
  const told = (await donors(RELATIONSHIPS)).flatMap((donor, index) =>
    lifeOf(donor, index % 2 === 0 ? 'established' : 'too early'),
  );
  const records = told.map(([infno, input, code]) => {
    const envelope = envelopeOf(SC, infno, input);
    const key = (input as { mulaid_rel_id: string }).mulaid_rel_id;
    return { infno, code, msgid: String(envelope['msgid']), key, value: JSON.stringify(envelope) };
  });
  for (let from = 0; from < records.length; from += 500) {
    const portion = records.slice(from, from + 500).map(({ key, value }) => ({ key, value, partition: 0 }));
    await platform.sendRaw(topicOf('M101', SC), portion);
  }
  await until(() => records.every(({ msgid }) => platform.answers.has(msgid)));
  const others = records.flatMap(({ infno, code, msgid }, index) => {
    const [answer] = platform.answers.get(msgid) ?? [];
    const given = answer && codeOf(answer.input);
    return given === code ? [] : [`${index}: ${infno} ${given} instead of ${code}`];
  });
  expect(others).toEqual([]);
  expect(audit(SC)).toMatchObject({ status: 0, proof: { ok: true } });
});
