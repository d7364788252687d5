import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { codeOf, PlatformClient } from '../support/platform';
import { request } from '../support/stack';

const GD = '440000';
const SC = '510000';
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

describe('M101: the donor region records and freezes (R9, R13)', () => {
  test('confirms, freezes every limit, and shows the trail', async () => {
    const donor = await register(GD, someone(GD), '1000.00');
    const limits = [limitOf('100.00'), limitOf('50.50')];
    const body = establishment(donor, someone(SC), limits);
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    const account = await accountOf(GD, donor.psn_no);
    expect(account).toMatchObject({ balance: '1000.00', frozen: '150.50', available: '849.50' });
    const mulaid_lmt_ids = limits.map((each) => each.mulaid_lmt_id);
    expect(account.trail.items).toMatchObject([
      { cause: 'OPENING', amt: '1000.00', frozen: '0.00' },
      { cause: 'M101', mulaid_lmt_ids, amt: '150.50', balance: '1000.00', frozen: '150.50' },
    ]);
    expect(account.trail.items[0]).not.toHaveProperty('mulaid_lmt_ids');
    const shown = await request(GD, 'GET', `/api/v1/relationships/${body.mulaid_rel_id}`, { roles: ['window'] });
    expect(shown.body).toMatchObject({
      state: 'EFFECTIVE',
      role: 'donor',
      donor: { psn_name: '张*' },
      history: [{ to: 'EFFECTIVE', cause: 'M101' }],
    });
  });

  test.each<[string, string, (donor: ReturnType<typeof someone>) => object]>([
    ['donor unknown', 'E10', () => establishment(someone(GD), someone(SC))],
    ['certificate differs', 'E10', (donor) => establishment({ ...donor, certno: 'X' }, someone(SC))],
    ['stated insurance not 310', 'E10', (donor) => establishment({ ...donor, insutype: '390' }, someone(SC))],
    ['kinship not allowed here', 'E12', (donor) => establishment(donor, someone(SC), undefined, { rel_type: '04' })],
    ['the same person', 'E13', (donor) => establishment(donor, { ...donor, insu_admdvs: '510100' })],
    [
      'the same certificate',
      'E13',
      (donor) => establishment(donor, { ...someone(SC), certno: donor.certno.toLowerCase() }),
    ],
    ['the same province', 'E14', (donor) => establishment(donor, someone(GD))],
    ['no commitment letter', 'E15', (donor) => establishment(donor, someone(SC), undefined, { commit_no: '' })],
    [
      'signed in the future',
      'E15',
      (donor) => establishment(donor, someone(SC), undefined, { commit_time: '2099-01-01T00:00:00.000Z' }),
    ],
    ['below the minimum', 'E20', (donor) => establishment(donor, someone(SC), [limitOf('0.99')])],
    ['above the maximum', 'E21', (donor) => establishment(donor, someone(SC), [limitOf('20000.01')])],
    [
      'too many in a day',
      'E22',
      (donor) =>
        establishment(
          donor,
          someone(SC),
          Array.from({ length: 6 }, () => limitOf('1.00')),
        ),
    ],
    [
      'too much in a month',
      'E23',
      (donor) => establishment(donor, someone(SC), [limitOf('20000.00'), limitOf('20000.00'), limitOf('10000.01')]),
    ],
    ['more than available', 'E25', (donor) => establishment(donor, someone(SC), [limitOf('1000.01')])],
    [
      'the lowest of several',
      'E12',
      (donor) => establishment(donor, donor, [limitOf('0.50')], { rel_type: '09', commit_no: null }),
    ],
  ])('%s: %s, and nothing changes', async (_what, code, make) => {
    const donor = await register(GD, someone(GD), '1000.00');
    const body = make(donor) as { mulaid_rel_id: string };
    expect(await platform.ask(GD, 'M101', body)).toBe(code);
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '0.00' });
    const shown = await request(GD, 'GET', `/api/v1/relationships/${body.mulaid_rel_id}`, { roles: ['window'] });
    expect(shown.status).toBe(404);
  });

  test('exactly at the edge of the balance is accepted, one fen above is not', async () => {
    const donor = await register(GD, someone(GD), '1000.00');
    expect(await platform.ask(GD, 'M101', establishment(donor, someone(SC), [limitOf('1000.00')]))).toBe('0');
    expect(await platform.ask(GD, 'M101', establishment(donor, someone(SC), [limitOf('1.00')]))).toBe('E25');
  });

  test('the pair has a live relationship: E16; after M103 a new one may follow', async () => {
    const donor = await register(GD, someone(GD), '1000.00');
    const benef = someone(SC);
    const first = establishment(donor, benef);
    expect(await platform.ask(GD, 'M101', first)).toBe('0');
    expect(await platform.ask(GD, 'M101', establishment(donor, benef))).toBe('E16');
    expect(await platform.ask(GD, 'M103', { mulaid_rel_id: first.mulaid_rel_id, reason: '被共济地拒绝' })).toBe('0');
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '0.00' });
    expect(await platform.ask(GD, 'M101', establishment(donor, benef))).toBe('0');
  });

  test('a pooling region overrides the maximum for its own people', async () => {
    const donor = await register(GD, { ...someone(GD), insu_admdvs: '440300' }, '90000.00');
    expect(await platform.ask(GD, 'M101', establishment(donor, someone(SC), [limitOf('30000.00')]))).toBe('0');
    expect(
      await platform.ask(GD, 'M201', { mulaid_rel_id: 'x', limit: limitOf('1.00') }, { recv_admdvs: '510000' }),
    ).toBe('E03');
  });
});

describe('M102: the beneficiary region records', () => {
  test.each<[string, string, (benef: ReturnType<typeof someone>) => object]>([
    ['a resident', '0', (benef) => establishment(someone(GD), benef)],
    ['all nine kinships', '0', (benef) => establishment(someone(GD), benef, undefined, { rel_type: '09' })],
    ['not enrolled here', 'E11', () => establishment(someone(GD), someone(SC))],
    ['kinship unknown', 'E12', (benef) => establishment(someone(GD), benef, undefined, { rel_type: '10' })],
    ['the same province', 'E14', (benef) => establishment(someone(SC), benef)],
  ])('%s: %s', async (_what, code, make) => {
    const benef = await register(SC, someone(SC, '390'));
    expect(await platform.ask(SC, 'M102', make(benef))).toBe(code);
  });
});

describe('limits: M201, M202, M203', () => {
  test('set, repeat under another msgid, revoke, and every code in between', async () => {
    const donor = await register(GD, someone(GD), '1000.00');
    const body = establishment(donor, someone(SC), [limitOf('100.00')]);
    await platform.ask(GD, 'M101', body);
    const { mulaid_rel_id } = body;
    const limit = limitOf('200.00');
    expect(await platform.ask(GD, 'M201', { mulaid_rel_id, limit })).toBe('0');
    expect(await platform.ask(GD, 'M201', { mulaid_rel_id, limit })).toBe('0');
    expect(await platform.ask(GD, 'M201', { mulaid_rel_id, limit: { ...limit, lmt_amt: '201.00' } })).toBe('E04');
    expect(await platform.ask(GD, 'M202', { mulaid_rel_id, limit: limitOf('1.00') })).toBe('E11');
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '300.00' });
    const revocation = { mulaid_rel_id, mulaid_lmt_id: limit.mulaid_lmt_id, reason: '撤销' };
    expect(await platform.ask(GD, 'M203', revocation)).toBe('0');
    expect(await platform.ask(GD, 'M203', revocation)).toBe('E31');
    expect(await platform.ask(GD, 'M201', { mulaid_rel_id, limit })).toBe('E31');
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '100.00' });
    expect(await platform.ask(GD, 'M103', { mulaid_rel_id, reason: '撤销' })).toBe('0');
    expect(await platform.ask(GD, 'M103', { mulaid_rel_id, reason: '撤销' })).toBe('E31');
    expect(await platform.ask(GD, 'M101', body)).toBe('E31');
    expect(await platform.ask(GD, 'M203', { mulaid_rel_id, mulaid_lmt_id: 'nowhere', reason: '撤销' })).toBe('E31');
  });
});

describe('repeats (R15, §3)', () => {
  test('the same message again: the same answer, no effect; other content: E04, and the first answer stands', async () => {
    const donor = await register(GD, someone(GD), '1000.00');
    const body = establishment(donor, someone(SC));
    const msgid = await platform.send(GD, 'M101', body);
    expect(codeOf(await platform.answerTo(msgid))).toBe('0');
    await platform.send(GD, 'M101', body, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe('0');
    await platform.send(GD, 'M101', { ...body, extra: 1 }, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 3))).toBe('E04');
    await platform.send(GD, 'M101', body, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 4))).toBe('0');
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '100.00' });
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    expect(await platform.ask(GD, 'M101', { ...body, rel_type: '01' })).toBe('E04');
    expect(await platform.ask(GD, 'M102', body)).toBe('E11');
  });
});

describe('the waiting room (§2)', () => {
  test('what waits too long is refused with E30, once, and a repeat gets the same', async () => {
    const body = { mulaid_rel_id: 'nowhere', reason: '撤销' };
    const msgid = await platform.send(GD, 'M103', body);
    await platform.send(GD, 'M103', body, { msgid });
    expect(codeOf(await platform.answerTo(msgid))).toBe('E30');
    expect(platform.answers.get(msgid)).toHaveLength(1);
    await platform.send(GD, 'M103', body, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe('E30');
  });
});

describe('many at once', () => {
  test('60 messages at once on one donor never pass the balance together', async () => {
    const donor = await register(SC, someone(SC), '100.00');
    const bodies = Array.from({ length: 60 }, () => establishment(donor, someone(GD), [limitOf('7.00')]));
    const codes = await Promise.all(bodies.map((body) => platform.ask(SC, 'M101', body)));
    expect(codes.filter((code) => code === '0')).toHaveLength(14);
    expect(codes.filter((code) => code === 'E22' || code === 'E25')).toHaveLength(46);
    expect(await accountOf(SC, donor.psn_no)).toMatchObject({ frozen: '98.00', available: '2.00' });
  });
});
