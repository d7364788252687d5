import { hash } from 'node:crypto';
import fc from 'fast-check';
import { sql } from '../support/database';
import { lettersOf } from '../support/letters';
import { deep } from '../support/odd-records';
import { patientKafka } from '../support/patient-kafka';
import { establishment, register, someone } from '../support/people';
import { codeOf, envelopeOf, newId, PlatformClient } from '../support/platform';
import { request, stack } from '../support/stack';
import { until } from '../support/until';
import { settle } from '../support/wallets';

const GD = '440000';
const RELATION = `mulaid.down.relation.${GD}`;
const PARTITION = 3;
const MARK = '@';
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

interface Sent {
  readonly msgid: string;
  readonly value: string;
  readonly code: string;
}

/** A record with raw JSON where it is marked, and the code it is to be answered with. */
function strange(infno: string, input: object, json: string, code: string, change: object = {}): Sent {
  const envelope = envelopeOf(GD, infno, input, { ...change });
  return { msgid: String(envelope['msgid']), value: JSON.stringify(envelope).replace(`"${MARK}"`, () => json), code };
}

const neighbour = (): Sent => strange('M101', establishment(someone(GD), someone('510000')), '', 'E10');
const unknown = () => ({ mulaid_rel_id: newId('nowhere'), reason: '测试' });

/** Sends records to one partition at once, so that they come as one batch, and gives their codes in that order. */
async function codesOf(records: readonly Sent[]): Promise<string[]> {
  await platform.sendRaw(
    RELATION,
    records.map(({ value }) => ({ value, partition: PARTITION })),
  );
  return Promise.all(records.map(async ({ msgid }) => codeOf(await platform.answerTo(msgid))));
}

async function offsets(): Promise<{ read: string | undefined; end: string | undefined }> {
  const admin = patientKafka().admin();
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(RELATION);
    const [read] = await admin.fetchOffsets({ groupId: `mutual-aid.${GD}`, topics: [RELATION] });
    const here = ({ partition }: { partition: number }) => partition === PARTITION;
    return { read: read?.partitions.find(here)?.offset, end: ends.find(here)?.high };
  } finally {
    await admin.disconnect();
  }
}

test('records that nobody writes are each answered once, as are those before and after them', async () => {
  // What waits for its relationship is refused with E30 at the end of its time; nothing of it is E01.
  const waiting = ['null', '"text"', '7', '{"length":2}', '[null]', '[{"mulaid_lmt_id":"L"},{"mulaid_lmt_id":"L"}]'];
  const records = [
    ...waiting.map((json) => strange('M103', { ...unknown(), limits: MARK }, json, 'E30')),
    strange('M203', { ...unknown(), mulaid_lmt_id: 'L', limits: MARK }, 'null', 'E30'),
    strange('M103', { ...unknown(), extra: MARK }, deep(3000), 'E30'),
    strange('M103', { ...unknown(), extra: MARK }, deep(100_000), 'E30'),
    strange('M101', { ...establishment(someone(GD), someone('510000')), limits: MARK }, '[null]', 'E01'),
    ...['{"toString":1}', '["M101"]', '7', deep(20_000)].map((json) => strange(MARK, unknown(), json, 'E01')),
    strange('M103', { mulaid_rel_id: MARK, reason: '测试' }, `"${'9'.repeat(500_000)}"`, 'E01'),
    strange('M101', { ...establishment(someone(GD), someone('510000')), extra: MARK }, '"\\ud83d"', 'E10'),
  ].flatMap((each) => [neighbour(), each]);
  records.push(neighbour());
  expect(await codesOf(records)).toEqual(records.map(({ code }) => code));
  await until(async () => {
    const { read, end } = await offsets();
    return read === end;
  });
  // What comes behind them is answered too, and by then nothing was answered a second time.
  expect(await codesOf([neighbour()])).toEqual(['E10']);
  expect(records.map(({ msgid }) => platform.answers.get(msgid)?.length)).toEqual(records.map(() => 1));
  const ready = await fetch(`${stack.provinces[GD]?.gateways[0]?.url}/health/ready`);
  expect(ready.status).toBe(200);
});

test('a dead letter nested without end is listed: whole to an auditor, to an operator by its length and SM3', async () => {
  const mark = newId('mark');
  const value = `{"mark":"${mark}","psn_name":"张三","certno":"44010119800101001X","a":${deep(20_000)}}`;
  await platform.sendRaw(RELATION, [{ value, partition: PARTITION }]);
  const whole = async () => (await lettersOf(GD, 'auditor')).find(({ record }) => record === value);
  await until(async () => (await whole()) !== undefined);
  const id = (await whole())?.id;
  expect((await lettersOf(GD, 'operator')).find((each) => each.id === id)).toMatchObject({
    record: null,
    record_bytes: Buffer.byteLength(value),
    record_sm3: hash('sm3', value, 'hex'),
  });
});

test.each([
  ['half a surrogate pair', '"张\\ud83d"', '张\ufffd'],
  ['NUL', '"张\\u0000三"', '张\u0000三'],
  ['a character of four bytes', '"𠮷\\ud83d\\ude00"', '𠮷😀'],
  ['what SQL and JSON escape', '"\'\\"\\\\%\\u001a\\n"', '\'"\\%\u001a\n'],
])('a name with %s is kept, and the donor’s region is shown', async (_case, json, name) => {
  const benef = await register(GD, someone(GD));
  const body = establishment({ ...someone('510000'), psn_name: MARK }, benef);
  const sent = strange('M102', body, json, '0');
  expect(await codesOf([neighbour(), sent, neighbour()])).toEqual(['E10', '0', 'E10']);
  const wallet = await settle(GD, `/wallets/${benef.psn_no}`);
  expect(wallet.body).toMatchObject({ limits: [{ donor_admdvs: '510100' }] });
  const shown = await request(GD, 'GET', `/api/v1/relationships/${body.mulaid_rel_id}`, { roles: ['core', 'auditor'] });
  expect(shown.body).toMatchObject({ donor: { psn_name: name } });
  // The database's own functions can read what is stored.
  const [row] = await sql<{ name: string }>(
    GD,
    "SELECT JSON_VALUE(donor, '$.insuAdmdvs') AS name FROM relationship WHERE mulaid_rel_id = ?",
    [body.mulaid_rel_id],
  );
  expect(row?.name).toBe('510100');
  // The same again is the same message; other content is not, though it would be stored alike.
  const again = [sent.value, sent.value.replace(json, () => '"张\\ud83e"')];
  await platform.sendRaw(
    RELATION,
    again.map((value) => ({ value, partition: PARTITION })),
  );
  expect(codeOf(await platform.answerTo(sent.msgid, 2))).toBe('0');
  expect(codeOf(await platform.answerTo(sent.msgid, 3))).toBe('E04');
});

test('random names, of any code units at all, are kept as they came or with U+FFFD for half a pair', async () => {
  const seed = Date.now() % 1_000_000_000;
  const unit = fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd7f0, max: 0xe00f }), fc.nat(0x7f));
  const texts = fc.array(unit, { minLength: 1, maxLength: 50 }).map((units) => String.fromCharCode(...units));
  const names = fc.sample(texts, { seed, numRuns: 60 });
  const bodies = await Promise.all(
    names.map(async (psn_name) => establishment({ ...someone('510000'), psn_name }, await register(GD, someone(GD)))),
  );
  const codes = await codesOf(bodies.map((body) => strange('M102', body, '', '0')));
  expect({ seed, codes }).toEqual({ seed, codes: names.map(() => '0') });
  const ids = bodies.map(({ mulaid_rel_id }) => mulaid_rel_id);
  const select = "SELECT donor, JSON_VALUE(donor, '$.insuAdmdvs') AS region FROM relationship";
  const rows = await sql<{ donor: string; region: string }>(
    GD,
    `${select} WHERE mulaid_rel_id IN (?) ORDER BY FIELD(mulaid_rel_id, ?)`,
    [ids, ids],
  );
  const kept = rows.map(({ donor, region }) => [(JSON.parse(donor) as { name: string }).name, region]);
  expect({ seed, kept }).toEqual({ seed, kept: names.map((name) => [name.toWellFormed(), '510100']) });
});
