import { sql } from '../support/database';
import { lettersOf } from '../support/letters';
import { accountOf, establishment, register, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient } from '../support/platform';
import { refusing } from '../support/refusing';
import { request, stack } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const RELATION = `mulaid.down.relation.${GD}`;
const operator = { roles: ['operator'] };
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

interface Sent {
  readonly msgid: string;
  readonly value: string;
}

function message(infno: string, body: object): Sent {
  const envelope = envelopeOf(GD, infno, body);
  return { msgid: String(envelope['msgid']), value: JSON.stringify(envelope) };
}

/** Messages of donors of their own, each of which freezes a hundred yuan. */
async function good(count: number): Promise<Sent[]> {
  const donors = await Promise.all(Array.from({ length: count }, () => register(GD, someone(GD), '100.00')));
  return donors.map((donor) => message('M101', establishment(donor, someone('510000'))));
}

/** Sends them as one batch of one partition and gives the code of each. */
async function codesOf(records: readonly Sent[]): Promise<string[]> {
  await platform.sendRaw(
    RELATION,
    records.map(({ value }) => ({ value, partition: 2 })),
  );
  return Promise.all(records.map(async ({ msgid }) => codeOf(await platform.answerTo(msgid))));
}

async function letterOf(msgid: string) {
  return (await lettersOf(GD, 'operator')).find((each) => each.msgid === msgid);
}

async function expectSetAside(before: readonly Sent[], failing: Sent, after: readonly Sent[]): Promise<void> {
  const codes = await codesOf([...before, failing, ...after]);
  expect(codes).toEqual([...before.map(() => '0'), 'E99', ...after.map(() => '0')]);
  expect(await letterOf(failing.msgid)).toMatchObject({ state: 'OPEN' });
  // What comes behind them is answered, and nobody was answered twice.
  expect(await codesOf(await good(1))).toEqual(['0']);
  for (const { msgid } of [...before, failing, ...after]) expect(platform.answers.get(msgid)).toHaveLength(1);
  const ready = await fetch(`${stack.provinces[GD]?.gateways[0]?.url}/health/ready`);
  expect(ready.status).toBe(200);
}

/** E99 is not the final answer: once the cause is gone the letter is redriven, and answered anew. */
async function expectRedriven({ msgid }: Sent, code: string): Promise<void> {
  const letter = await letterOf(msgid);
  const redriven = await request(GD, 'POST', `/api/v1/dead-letters/${letter?.id}/redrive`, operator);
  expect(redriven.body).toMatchObject({ state: 'REDRIVEN' });
  expect(codeOf(await platform.answerTo(msgid, 2))).toBe(code);
}

test.each(['inbox', 'relationship', 'mulaid_limit'])(
  'one message that %s does not take is set aside alone',
  async (table) => {
    const donor = await register(GD, someone(GD), '100.00');
    const body = establishment(donor, someone('510000'));
    const failing = message('M101', body);
    const column = { inbox: 'msgid', relationship: 'mulaid_rel_id' }[table] ?? 'mulaid_rel_id';
    const [before, after] = [await good(20), await good(20)];
    const refused = `NEW.${column} = '${table === 'inbox' ? failing.msgid : body.mulaid_rel_id}'`;
    await refusing(GD, table, refused, () => expectSetAside(before, failing, after));
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '0.00' });
    await expectRedriven(failing, '0');
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '100.00' });
  },
);

test('a refusal that the inbox does not take is E99 too', async () => {
  const failing = message('M101', { mulaid_rel_id: 'x' });
  const [before, after] = [await good(3), await good(3)];
  await refusing(GD, 'inbox', `NEW.msgid = '${failing.msgid}'`, () => expectSetAside(before, failing, after));
  await expectRedriven(failing, 'E01');
});

test('where not even E99 can be written, it is a dead letter, and its neighbours go on', async () => {
  const [before, after] = [await good(3), await good(3)];
  const failing = message('M101', { mulaid_rel_id: 'x' });
  // Neither its own row nor its answer: what it leaves is the letter.
  const refused = `NEW.answers LIKE '%${failing.msgid}%'`;
  await refusing(GD, 'outbox', refused, async () => {
    await platform.sendRaw(
      RELATION,
      [...before, failing, ...after].map(({ value }) => ({ value, partition: 2 })),
    );
    for (const { msgid } of [...before, ...after]) expect(codeOf(await platform.answerTo(msgid))).toBe('0');
    await until(async () => {
      const rows = await sql(GD, 'SELECT id FROM dead_letter WHERE record LIKE ?', [`%${failing.msgid}%`]);
      return rows.length === 1;
    });
  });
  expect(await codesOf(await good(1))).toEqual(['0']);
  for (const { msgid } of [...before, ...after]) expect(platform.answers.get(msgid)).toHaveLength(1);
  expect(platform.answers.get(failing.msgid)).toBeUndefined();
});

test.each([
  ['its reading', "'no JSON'"],
  ['its deciding', `'{"insutype":"310"}'`],
])('one message that fails in %s is set aside alone', async (_where, enrolments) => {
  const donor = await register(GD, someone(GD), '100.00');
  const failing = message('M101', establishment(donor, someone('510000')));
  const [before, after] = [await good(20), await good(20)];
  const right = await sql<{ enrolments: string }>(GD, 'SELECT enrolments FROM insured_person WHERE psn_no = ?', [
    donor.psn_no,
  ]);
  const repair = (text: string) =>
    sql(GD, `UPDATE insured_person SET enrolments = ${text} WHERE psn_no = ?`, [donor.psn_no]);
  await repair(enrolments);
  try {
    await expectSetAside(before, failing, after);
  } finally {
    await repair(`'${right[0]?.enrolments}'`);
  }
  await expectRedriven(failing, '0');
});
