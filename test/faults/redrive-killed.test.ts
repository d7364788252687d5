import { sql } from '../support/database';
import { killPart } from '../support/kill-part';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient, topicOf } from '../support/platform';
import { rootConnection } from '../support/root';
import { request, stack } from '../support/stack';
import { until } from '../support/until';

const QH = '630000';
const EACH = 30;
const own = new OwnStack({ provinces: [QH], policies: policiesOf(QH, {}) });
const operator = { roles: ['operator'] };
let platform: PlatformClient;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  await platform.start();
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

/** A message, and the limit that is there once it was carried out. */
interface Sent {
  readonly infno: string;
  readonly msgid: string;
  readonly value: string;
  readonly limitId: string;
}

function message(infno: string, body: object, limitId: string): Sent {
  const envelope = envelopeOf(QH, infno, body);
  return { infno, msgid: String(envelope['msgid']), value: JSON.stringify(envelope), limitId };
}

/** New relationships, and further limits of known ones, whose persons a gateway just started does not know. */
async function messages(): Promise<Sent[]> {
  const donors = await Promise.all(Array.from({ length: 2 * EACH }, () => register(QH, someone(QH), '200.00')));
  return Promise.all(
    donors.map(async (donor, index) => {
      const [first, another] = [limitOf('100.00'), limitOf('50.00')];
      const body = establishment(donor, someone('510000'), [first]);
      if (index % 2 === 0) return message('M101', body, first.mulaid_lmt_id);
      expect(await platform.ask(QH, 'M101', body)).toBe('0');
      return message('M201', { mulaid_rel_id: body.mulaid_rel_id, limit: another }, another.mulaid_lmt_id);
    }),
  );
}

/** Each of them fails alone, and is a dead letter. */
async function setAside(sent: readonly Sent[]): Promise<void> {
  await sql(
    QH,
    `CREATE TRIGGER refuse_all BEFORE INSERT ON mulaid_limit FOR EACH ROW
     SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a test refuses this row'`,
  );
  for (const { infno, value } of sent) await platform.sendRaw(topicOf(infno, QH), [{ value }]);
  for (const { msgid } of sent) expect(codeOf(await platform.answerTo(msgid))).toBe('E99');
  await sql(QH, 'DROP TRIGGER refuse_all');
}

async function letters(): Promise<Map<string, { id: string; state: string }>> {
  const rows = await sql<{ id: string; msgid: string; state: string }>(QH, 'SELECT id, msgid, state FROM dead_letter');
  return new Map(rows.map((row) => [row.msgid, row]));
}

/** Sends all that are OPEN again, and kills the gateway as soon as some were answered. */
async function redriveAndKill(sent: readonly Sent[]): Promise<void> {
  const known = await letters();
  const open = sent.filter(({ msgid }) => known.get(msgid)?.state === 'OPEN');
  let answered = 0;
  const asked = open.map(async ({ msgid }) => {
    const path = `/api/v1/dead-letters/${known.get(msgid)?.id}/redrive`;
    const answer = await request(QH, 'POST', path, operator).catch(() => undefined);
    if (answer === undefined) return;
    expect(answer).toMatchObject({ status: 200, body: { state: 'REDRIVEN' } });
    answered++;
  });
  await until(() => answered > 0);
  await killPart(own.dir, `${QH}-1`);
  await Promise.all(asked);
}

/** Whether each message's letter is moved where the message was carried out, and only there; gives how many are OPEN. */
async function leftAfterAll(sent: readonly Sent[]): Promise<number> {
  const limits = await sql<{ id: string }>(QH, 'SELECT mulaid_lmt_id AS id FROM mulaid_limit');
  const there = new Set(limits.map(({ id }) => id));
  const now = await letters();
  const found = sent.map(({ msgid, limitId }) => [now.get(msgid)?.state, there.has(limitId)]);
  for (const [state, done] of found) expect([state, done]).toEqual([done ? 'REDRIVEN' : 'OPEN', done]);
  return found.filter(([, done]) => !done).length;
}

test('killed while letters are redriven: none is lost, stuck, or carried out without being moved', async () => {
  const sent = await messages();
  await setAside(sent);
  expect(await leftAfterAll(sent)).toBe(sent.length);

  // Somebody holds one letter: its batch is in the middle of its transaction when the gateway dies.
  const root = await rootConnection();
  await root.query(`USE ${stack.provinces[QH]?.database ?? ''}`);
  await root.query('BEGIN');
  const held = (await letters()).get(sent[0]?.msgid ?? '')?.id;
  await root.query('SELECT 1 FROM dead_letter WHERE id = ? FOR UPDATE', [held]);
  await redriveAndKill(sent);
  await root.query('ROLLBACK');
  await root.end();
  await own.start();
  expect(await leftAfterAll(sent)).toBeGreaterThan(0);

  while ((await leftAfterAll(sent)) > 0) {
    await redriveAndKill(sent);
    await own.start();
  }
  for (const { msgid } of sent) expect(codeOf(await platform.answerTo(msgid, 2))).toBe('0');
}, 600_000);
