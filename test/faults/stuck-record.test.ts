import { sql } from '../support/database';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient } from '../support/platform';
import { stack } from '../support/stack';
import { until } from '../support/until';

const JS = '320000';
const RELATION = `mulaid.down.relation.${JS}`;
const own = new OwnStack({ provinces: [JS], policies: policiesOf(JS, {}) });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start({ 'health.stalled_after': '4s' });
  platform = new PlatformClient();
  await platform.start();
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

function message(): { msgid: string; value: string } {
  const envelope = envelopeOf(JS, 'M101', establishment(someone(JS), someone('510000')));
  return { msgid: String(envelope['msgid']), value: JSON.stringify(envelope) };
}

async function consumption(): Promise<{ status: string; detail?: string } | undefined> {
  const answer = await fetch(`${stack.provinces[JS]?.gateways[0]?.url}/health/ready`);
  const { parts } = (await answer.json()) as { parts: Record<string, { status: string; detail?: string }> };
  return parts['consumption'];
}

test('a record that the database takes in no form: not ready, its neighbours are not answered again and again, the others go on', async () => {
  const stuck = message();
  const neighbours = Array.from({ length: 20 }, message);
  // Neither it nor what it could be refused with can be written.
  const columns = { inbox: 'NEW.msgid', dead_letter: "COALESCE(NEW.record, '')" };
  for (const [table, column] of Object.entries(columns))
    await sql(
      JS,
      `CREATE TRIGGER stuck_${table} BEFORE INSERT ON ${table} FOR EACH ROW
       IF INSTR(${column}, '${stuck.msgid}') > 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF`,
    );
  const inOrder = [...neighbours.slice(0, 10), stuck, ...neighbours.slice(10)];
  await platform.sendRaw(
    RELATION,
    inOrder.map(({ value }) => ({ value, partition: 4 })),
  );
  for (const { msgid } of neighbours) expect(codeOf(await platform.answerTo(msgid))).toBe('E10');

  // Others are answered all the while, until the gateway has seen that one stands still.
  const others: string[] = [];
  await until(async () => {
    const other = message();
    others.push(other.msgid);
    await platform.sendRaw(RELATION, [{ value: other.value, partition: 1 }]);
    expect(codeOf(await platform.answerTo(other.msgid))).toBe('E10');
    return (await consumption())?.status === 'down';
  }, 60);
  expect((await consumption())?.detail).toContain(`${RELATION}/4`);
  for (const { msgid } of neighbours) expect(platform.answers.get(msgid)?.length).toBeLessThanOrEqual(3);
  for (const msgid of others) expect(platform.answers.get(msgid)).toHaveLength(1);

  for (const table of Object.keys(columns)) await sql(JS, `DROP TRIGGER stuck_${table}`);
  expect(codeOf(await platform.answerTo(stuck.msgid))).toMatch(/^(E10|E99)$/);
  await until(async () => (await consumption())?.status === 'up');
}, 180_000);
