import { CompressionTypes } from 'kafkajs';
import { sql } from '../support/database';
import { accountOf, establishment, register, someone } from '../support/people';
import { codeOf, envelopeOf, newId, PlatformClient } from '../support/platform';
import { request } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const RELATION = `mulaid.down.relation.${GD}`;
const operator = { roles: ['operator'] };
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

/** A donor's message that failed alone, whose cause is gone by now. */
async function letterOfMessage() {
  const donor = await register(GD, someone(GD), '100.00');
  const body = establishment(donor, someone('510000'));
  const envelope = envelopeOf(GD, 'M101', body);
  const msgid = String(envelope['msgid']);
  await sql(
    GD,
    `CREATE TRIGGER refuse_letter BEFORE INSERT ON relationship FOR EACH ROW
     IF NEW.mulaid_rel_id = '${body.mulaid_rel_id}' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF`,
  );
  await platform.sendRaw(RELATION, [{ value: JSON.stringify(envelope) }]);
  expect(codeOf(await platform.answerTo(msgid))).toBe('E99');
  await sql(GD, 'DROP TRIGGER refuse_letter');
  const [row] = await sql<{ id: number }>(GD, 'SELECT id FROM dead_letter WHERE msgid = ?', [msgid]);
  return { donor, msgid, path: `/api/v1/dead-letters/${row?.id}` };
}

test.each([
  ['redrive', 'discard'],
  ['redrive', 'redrive'],
  ['discard', 'discard'],
])('two hands at once, %s and %s: one wins, the other is E31', async (...both) => {
  const { donor, msgid, path } = await letterOfMessage();
  const answers = await Promise.all(both.map((hand) => request(GD, 'POST', `${path}/${hand}`, operator)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(answers.find(({ status }) => status === 422)?.body['err_code']).toBe('E31');
  const won = both[answers.findIndex(({ status }) => status === 200)];
  const [letter] = await sql(GD, 'SELECT state FROM dead_letter WHERE msgid = ?', [msgid]);
  // What lost changed nothing.
  expect([letter?.['state'], (await accountOf(GD, donor.psn_no)).frozen]).toEqual(
    won === 'redrive' ? ['REDRIVEN', '100.00'] : ['DISCARDED', '0.00'],
  );
});

test('more large records in one batch than the database takes in one packet: each is a dead letter', async () => {
  const mark = newId('large');
  const after = envelopeOf(GD, 'M101', establishment(someone(GD), someone('510000')));
  const large = Array.from({ length: 10 }, (_, index) => Buffer.alloc(4_194_304, `${mark} ${index} `));
  await platform.sendRaw(
    RELATION,
    [...large, JSON.stringify(after)].map((value) => ({ value, partition: 3 })),
    CompressionTypes.GZIP,
  );
  expect(codeOf(await platform.answerTo(String(after['msgid'])))).toBe('E10');
  const kept = () => sql(GD, `SELECT LENGTH(record) AS size FROM dead_letter WHERE LEFT(record, 60) LIKE '${mark}%'`);
  await until(async () => (await kept()).length === large.length);
  expect(new Set((await kept()).map(({ size }) => Number(size)))).toEqual(new Set([4_194_304]));
  // One is a page, whatever its limit: so many in one answer would be gigabytes.
  const [row] = await sql(GD, `SELECT MIN(id) AS first FROM dead_letter WHERE LEFT(record, 60) LIKE '${mark}%'`);
  const path = `/api/v1/dead-letters?limit=1000&after=${Number(row?.['first']) - 1}`;
  const { body } = await request(GD, 'GET', path, { roles: ['auditor'] });
  expect([(body['items'] as unknown[]).length, body['next']]).toEqual([1, String(row?.['first'])]);
});
