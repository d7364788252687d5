import { CompressionTypes, ConfigResourceTypes } from 'kafkajs';
import { sql } from '../support/database';
import { lettersOf } from '../support/letters';
import { patientKafka } from '../support/patient-kafka';
import { establishment, limitOf, someone } from '../support/people';
import { codeOf, envelopeOf, newMsgid, PlatformClient } from '../support/platform';
import { request } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const RELATION = `mulaid.down.relation.${GD}`;
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

const good = () => establishment(someone(GD), someone('510000'));
type Body = ReturnType<typeof good>;

describe('a body that does not fit: E01 names the path (§3)', () => {
  test.each<[string, (body: Body) => object]>([
    ['limits[0].lmt_amt', (body) => ({ ...body, limits: [limitOf('1.000')] })],
    ['limits[0].lmt_amt', (body) => ({ ...body, limits: [limitOf('0.00')] })],
    ['limits[0].lmt_amt', (body) => ({ ...body, limits: [limitOf('12345678901234567.00')] })],
    ['limits[0].lmt_amt', (body) => ({ ...body, limits: [{ ...limitOf('1.00'), lmt_amt: 1 }] })],
    [
      'limits[1].set_time',
      (body) => ({ ...body, limits: [limitOf('1.00'), { ...limitOf('1.00'), set_time: '2026-02-30T00:00:00.000Z' }] }),
    ],
    ['limits', (body) => ({ ...body, limits: [] })],
    ['limits', (body) => ({ ...body, limits: Array.from({ length: 21 }, () => limitOf('1.00')) })],
    ['limits[1].mulaid_lmt_id', (body) => ({ ...body, limits: [body.limits[0], body.limits[0]] })],
    ['donor.certno', (body) => ({ ...body, donor: { ...body.donor, certno: '' } })],
    ['donor.psn_name', (body) => ({ ...body, donor: { ...body.donor, psn_name: '名'.repeat(51) } })],
    ['benef.insu_admdvs', (body) => ({ ...body, benef: { ...body.benef, insu_admdvs: null } })],
    ['rel_type', (body) => ({ ...body, rel_type: '1' })],
    ['chnl', (body) => ({ ...body, chnl: '4' })],
    ['mulaid_rel_id', (body) => ({ ...body, mulaid_rel_id: 'a b' })],
    ['estab_time', (body) => ({ ...body, estab_time: undefined })],
    ['commit_time', (body) => ({ ...body, commit_time: 'yesterday' })],
  ])('%s', async (path, spoil) => {
    const msgid = await platform.send(GD, 'M101', spoil(good()));
    const answer = await platform.answerTo(msgid);
    expect(answer).toMatchObject({ infcode: '-1', err_code: 'E01' });
    expect(answer.err_msg?.split('：')[0]).toBe(path);
  });
});

describe('an envelope that does not fit: answered, never stored', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['unknown infno', { infno: 'M999' }, 'E01'],
    ['unknown infver', { infver: '2.0' }, 'E01'],
    ['missing time', { inf_time: null }, 'E01'],
    ['another sender', { send_admdvs: '510000' }, 'E01'],
    ['no input', { input: undefined }, 'E01'],
    ['encrypted without a key', { enctype: 'SM4', enc_input: 'AAAA' }, 'E02'],
    ['another province', { recv_admdvs: '510000' }, 'E03'],
  ])('%s', async (_what, change, code) => {
    const body = { mulaid_rel_id: 'nowhere', reason: '测试' };
    const msgid = await platform.send(GD, 'M103', body, change);
    expect(codeOf(await platform.answerTo(msgid))).toBe(code);
    // The next record with that msgid is handled as the first.
    await platform.send(GD, 'M101', good(), { msgid });
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe('E10');
  });
});

describe('a record that cannot be read never stops its partition', () => {
  test('dead letters are listed, redriven, discarded', async () => {
    const after = envelopeOf(GD, 'M101', good());
    const mark = `mark-${process.pid}-${Date.now()}`;
    const unreadable = [`not JSON ${mark}`, `["${mark}"]`, `{"msgid":"ü","mark":"${mark}"}`].map((value) => ({
      key: mark,
      value,
    }));
    await platform.sendRaw(RELATION, [
      { key: mark, value: null },
      ...unreadable,
      { key: mark, value: JSON.stringify(after) },
    ]);
    expect(codeOf(await platform.answerTo(String(after['msgid'])))).toBe('E10');
    const letters = (await lettersOf(GD, 'auditor')).filter((each) => each.record?.includes(mark));
    expect(letters).toHaveLength(3);
    const [first, second] = letters;
    const redriven = await request(GD, 'POST', `/api/v1/dead-letters/${first?.id}/redrive`, { roles: ['operator'] });
    expect(redriven.body).toMatchObject({ state: 'OPEN' });
    expect((redriven.body['history'] as { what: string; by?: string }[]).map(({ what, by }) => by ?? what)).toEqual([
      'not JSON',
      'tester',
      'not JSON',
    ]);
    const discarded = await request(GD, 'POST', `/api/v1/dead-letters/${second?.id}/discard`, { roles: ['operator'] });
    expect(discarded.body).toMatchObject({ state: 'DISCARDED' });
    const again = await request(GD, 'POST', `/api/v1/dead-letters/${second?.id}/redrive`, { roles: ['operator'] });
    expect(again).toMatchObject({ status: 422, body: { err_code: 'E31' } });
  });

  test.each([
    ['a msgid of 70,000 characters that waits', '7'.repeat(70_000), undefined],
    ['a record of 40 MB that is no JSON', undefined, Buffer.alloc(40_000_000, 'x')],
  ])('%s', async (_what, msgid, record) => {
    const after = envelopeOf(GD, 'M101', good());
    const early = envelopeOf(GD, 'M103', { mulaid_rel_id: 'nowhere-for-long', reason: '测试' }, { msgid });
    await platform.sendRaw(
      RELATION,
      [
        { key: 'large', value: record ?? JSON.stringify(early) },
        { key: 'large', value: JSON.stringify(after) },
      ],
      CompressionTypes.GZIP,
    );
    expect(codeOf(await platform.answerTo(String(after['msgid'])))).toBe('E10');
    if (msgid) expect(codeOf(await platform.answerTo(msgid))).toBe('E30');
    else {
      const kept = () => sql(GD, 'SELECT reason, LENGTH(record) AS size FROM dead_letter WHERE LENGTH(record) > 1e6');
      await until(async () => (await kept()).length > 0);
      expect((await kept())[0]).toEqual({
        reason: 'not JSON (40000000 bytes, the first 4194304 kept)',
        size: 4_194_304,
      });
    }
  });

  test('more than a thousand answers with long msgids: every one leaves, and the next after them', async () => {
    const envelopes = Array.from({ length: 1200 }, () =>
      envelopeOf(GD, 'M999', {}, { msgid: `${newMsgid()}${'9'.repeat(2000)}` }),
    );
    const records = envelopes.map((each) => ({ value: JSON.stringify(each) }));
    await platform.sendRaw(RELATION, records, CompressionTypes.GZIP);
    for (const { msgid } of envelopes) expect(codeOf(await platform.answerTo(String(msgid)))).toBe('E01');
    expect(await platform.ask(GD, 'M101', good())).toBe('E10');
  });

  test.each(['zstd', 'lz4', 'snappy', 'gzip'])('a topic that the platform compresses with %s', async (compression) => {
    const admin = patientKafka().admin();
    await admin.connect();
    const compress = (value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: ConfigResourceTypes.TOPIC, name: RELATION, configEntries: [{ name: 'compression.type', value }] },
        ],
      });
    await compress(compression);
    try {
      const sent = Array.from({ length: 20 }, () => envelopeOf(GD, 'M101', good()));
      await platform.sendRaw(
        RELATION,
        sent.map((each) => ({ key: 'compressed', value: JSON.stringify(each) })),
      );
      for (const { msgid } of sent) expect(codeOf(await platform.answerTo(String(msgid)))).toBe('E10');
    } finally {
      await compress('producer');
      await admin.disconnect();
    }
  });

  test('nested so deeply that nothing recursive walks it, and its fields missing: E01', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const envelope = envelopeOf(GD, 'M101', {});
    const value = JSON.stringify(envelope).replace('"input":{}', `"input":{"a":${deep}}`);
    await platform.sendRaw(RELATION, [{ key: 'deep', value }]);
    expect(codeOf(await platform.answerTo(String(envelope['msgid'])))).toBe('E01');
  });

  test('text that is not UTF-8', async () => {
    const after = envelopeOf(GD, 'M101', good());
    const gbk = Buffer.concat([Buffer.from('{"msgid":"1","name":"'), Buffer.from([0xd5, 0xc5]), Buffer.from('"}')]);
    await platform.sendRaw(RELATION, [
      { key: 'gbk', value: gbk },
      { key: 'gbk', value: JSON.stringify(after) },
    ]);
    expect(codeOf(await platform.answerTo(String(after['msgid'])))).toBe('E10');
  });
});

describe('requests whose body is none', () => {
  const line = JSON.stringify({ psn_no: 'x' });
  test.each(['application/json', 'text/plain'])('an import as %s is A01, not an import of nothing', async (type) => {
    const options = { roles: ['core'], raw: line, type };
    const answer = await request(GD, 'POST', '/api/v1/insured-persons/import', options);
    expect(answer).toMatchObject({ status: 400, body: { err_code: 'A01' } });
  });

  test('a path that cannot be decoded is a problem too', async () => {
    const answer = await request(GD, 'GET', '/api/v1/usages/%', { roles: ['settlement'] });
    expect(answer).toMatchObject({ status: 400, type: expect.stringContaining('problem+json') as string });
  });
});
