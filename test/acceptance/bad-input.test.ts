import { establishment, limitOf, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient } from '../support/platform';
import { request } from '../support/stack';

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
    ['a message of a later version', { infno: 'M303' }, 'E99'],
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
    const { body } = await request(GD, 'GET', '/api/v1/dead-letters?limit=1000', { roles: ['operator'] });
    const letters = (body['items'] as { id: string; record: string | null; state: string }[]).filter((each) =>
      each.record?.includes(mark),
    );
    expect(letters).toHaveLength(3);
    const [first, second] = letters;
    const redriven = await request(GD, 'POST', `/api/v1/dead-letters/${first?.id}/redrive`, { roles: ['operator'] });
    expect(redriven.body).toMatchObject({ state: 'OPEN' });
    expect(redriven.body['history']).toHaveLength(2);
    const discarded = await request(GD, 'POST', `/api/v1/dead-letters/${second?.id}/discard`, { roles: ['operator'] });
    expect(discarded.body).toMatchObject({ state: 'DISCARDED' });
    const again = await request(GD, 'POST', `/api/v1/dead-letters/${second?.id}/redrive`, { roles: ['operator'] });
    expect(again).toMatchObject({ status: 422, body: { err_code: 'E31' } });
  });

  test('nested without end', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const after = envelopeOf(GD, 'M101', good());
    const value = JSON.stringify(envelopeOf(GD, 'M101', {})).replace('"input":{}', `"input":{"a":${deep}}`);
    await platform.sendRaw(RELATION, [
      { key: 'deep', value },
      { key: 'deep', value: JSON.stringify(after) },
    ]);
    expect(codeOf(await platform.answerTo(String(after['msgid'])))).toBe('E10');
  });
});
