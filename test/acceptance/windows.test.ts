import { accountOf, limitOf, register, someone, establishment, type Stated } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { request } from '../support/stack';
import { until } from '../support/until';
import { bodyOf, confirm, UploadDesk, type Upload } from '../support/upload-desk';
import { asked, atWindow, ending, establishAt, relationshipAt, type ShownRelationship } from '../support/windows';
import { wallet } from '../support/wallets';

const GD = '440000';
const platform = new PlatformClient();
// The tests answer.
const desk = new UploadDesk(GD, () => undefined);
const operator = { roles: ['operator'] };

beforeAll(() => Promise.all([platform.start(), desk.start()]));
afterAll(() => Promise.all([platform.stop(), desk.stop()]));

const refusedWith = (err_code: string) => ({ infcode: '-1', err_code, err_msg: '平台拒绝' });
const codeOf = ({ status, body }: { status: number; body: object }) => [
  status,
  (body as { err_code?: string }).err_code,
];
const stateOf = async (id: string) => (await relationshipAt(GD, id)).state;
const of = (infno: string, id: string) => (upload: Upload) =>
  upload.infno === infno && bodyOf<{ mulaid_rel_id: string }>(upload).mulaid_rel_id === id;
const pair = async (balance = '1000.00'): Promise<[Stated, Stated]> => [
  await register(GD, someone(GD), balance),
  someone('510000', '390'),
];

/** Makes a relationship that the platform has confirmed. */
async function effective(amounts: readonly string[] = ['100.00']) {
  const [donor, benef] = await pair();
  const made = await establishAt(GD, asked(donor, benef, amounts));
  const { msgid } = await desk.hear(of('M111', made.mulaid_rel_id));
  await desk.answer(msgid, confirm() ?? {});
  await until(async () => (await stateOf(made.mulaid_rel_id)) === 'EFFECTIVE');
  return { donor, benef, msgid, id: made.mulaid_rel_id };
}

describe('POST /relationships', () => {
  test('checks, freezes and uploads at once, and is effective with the M191 of 0', async () => {
    const [donor, benef] = await pair();
    const body = asked(donor, benef, ['10.00', '20.00', '30.00']);
    const answer = await atWindow(GD, '/relationships', body);
    const made = answer.body as unknown as ShownRelationship;
    const id = made.mulaid_rel_id;
    expect(answer).toMatchObject({
      status: 202,
      body: { state: 'PENDING', role: 'donor', chnl: '3', history: [{ from: null, to: 'PENDING', cause: 'M111' }] },
    });
    expect(id).toMatch(/^440000R\d{24}$/);
    const ids = made.limits.map(({ mulaid_lmt_id }) => mulaid_lmt_id);
    expect([ids, made.limits.map(({ lmt_amt }) => lmt_amt)]).toEqual([[...ids].sort(), ['10.00', '20.00', '30.00']]);
    expect(new Set(made.limits.map(({ state }) => state))).toEqual(new Set(['PENDING']));
    expect(await relationshipAt(GD, id)).toEqual(made);
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ balance: '1000.00', frozen: '60.00' });
    const upload = await desk.hear(of('M111', id));
    expect(upload).toMatchObject({
      key: id,
      input: {
        donor,
        benef,
        rel_type: '02',
        commit_no: 'CN-1',
        chnl: '3',
        estab_time: made.estab_time,
        limits: made.limits.map(({ mulaid_lmt_id, lmt_amt, set_time }) => ({ mulaid_lmt_id, lmt_amt, set_time })),
      },
    });
    await desk.answer(upload.msgid, confirm() ?? {});
    await until(async () => (await stateOf(id)) === 'EFFECTIVE');
    // Twice, and late with another word: only the first counts.
    await desk.answer(upload.msgid, confirm() ?? {});
    await desk.answer(upload.msgid, refusedWith('E11'));
    const again = await atWindow(GD, '/relationships', body);
    expect(again).toMatchObject({ status: 200, body: { mulaid_rel_id: id, state: 'EFFECTIVE' } });
    const now = await relationshipAt(GD, id);
    expect(now.history.map(({ from, to, cause }) => [from, to, cause])).toEqual([
      [null, 'PENDING', 'M111'],
      ['PENDING', 'EFFECTIVE', 'M191'],
    ]);
    expect(now.limits.map(({ state }) => state)).toEqual(['EFFECTIVE', 'EFFECTIVE', 'EFFECTIVE']);
    expect(codeOf(await atWindow(GD, '/relationships', { ...body, chnl: '2' }))).toEqual([409, 'A04']);
    // The platform's M101 with the same body, for whatever reason it may come, is the same establishment (§3).
    expect(await platform.ask(GD, 'M101', upload.input)).toBe('0');
    expect(await platform.ask(GD, 'M101', { ...upload.input, rel_type: '03' })).toBe('E04');
  });

  test('is undone by a final refusal: REFUSED with the code, nothing frozen, the pair free again', async () => {
    const [donor, benef] = await pair();
    const { mulaid_rel_id: id } = await establishAt(GD, asked(donor, benef));
    expect(codeOf(await atWindow(GD, '/relationships', asked(donor, benef)))).toEqual([422, 'E16']);
    const { msgid } = await desk.hear(of('M111', id));
    await desk.answer(msgid, refusedWith('E99'));
    await desk.answer(msgid, refusedWith('E11'));
    await until(async () => (await stateOf(id)) === 'REFUSED');
    expect(await relationshipAt(GD, id)).toMatchObject({
      err_code: 'E11',
      limits: [{ state: 'REFUSED', ret_amt: '100.00' }],
      history: [{ to: 'PENDING' }, { from: 'PENDING', to: 'REFUSED', cause: 'M191' }],
    });
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '0.00' });
    await desk.answer(msgid, confirm() ?? {});
    const { body } = await request(GD, 'GET', '/api/v1/uploads?state=REFUSED&limit=1000', operator);
    expect(body['items']).toContainEqual(expect.objectContaining({ msgid, infno: 'M111', err_code: 'E11' }));
    expect(codeOf(await request(GD, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator))).toEqual([422, 'E31']);
    expect((await atWindow(GD, '/relationships', asked(donor, benef))).status).toBe(202);
    expect(await stateOf(id)).toBe('REFUSED');
  });

  test.each<[string, (donor: Stated, benef: Stated) => object]>([
    ['E10', (donor) => ({ donor: { ...donor, certno: 'other' } })],
    ['E10', (donor) => ({ donor: { ...donor, insutype: '390' } })],
    ['E12', () => ({ rel_type: '99' })],
    ['E13', (donor) => ({ benef: { ...donor, insu_admdvs: '510100' } })],
    ['E14', (_, benef) => ({ benef: { ...benef, insu_admdvs: '440300' } })],
    ['E15', () => ({ commit_no: '' })],
    ['E15', () => ({ commit_time: null })],
    ['E15', () => ({ commit_time: timeText(Date.now() + 600_000) })],
    ['E25', () => ({ limits: [{ lmt_amt: '900.00' }, { lmt_amt: '100.01' }] })],
  ])('%s leaves nothing, and the same request_id may be sent again', async (code, change) => {
    const [donor, benef] = await pair();
    const right = asked(donor, benef);
    const answer = await atWindow(GD, '/relationships', { ...right, ...change(donor, benef) });
    expect(codeOf(answer)).toEqual([422, code]);
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '0.00' });
    expect((await atWindow(GD, '/relationships', right)).status).toBe(202);
  });

  test.each<[string, object]>([
    ['request_id', { request_id: null }],
    ['donor', { donor: undefined }],
    ['donor', { donor: [] }],
    ['benef.certno', { benef: { ...someone('510000'), certno: '' } }],
    ['chnl', { chnl: '1' }],
    ['limits', { limits: [] }],
    ['limits', { limits: Array.from({ length: 21 }, () => ({ lmt_amt: '1.00' })) }],
    ['limits[1].lmt_amt', { limits: [{ lmt_amt: '1.00' }, { lmt_amt: '0.00' }] }],
    ['limits[0]', { limits: [7] }],
  ])('A01 names %s', async (field, change) => {
    const body = { ...asked(someone(GD), someone('510000')), ...change };
    const answer = await atWindow(GD, '/relationships', body);
    expect([answer.status, String(answer.body['detail']).split('：')[0]]).toEqual([400, field]);
  });
});

describe('POST /relationships/{id}/limits', () => {
  const more = (id: string, change: object = {}) =>
    atWindow(GD, `/relationships/${id}/limits`, { request_id: newId('Q'), lmt_amt: '50.00', ...change });

  test('is PENDING until its M211 is answered, for good or ill', async () => {
    const { donor, id } = await effective();
    for (const [answer, state, frozen] of [
      [confirm() ?? {}, 'EFFECTIVE', '150.00'],
      [refusedWith('E22'), 'REFUSED', '150.00'],
    ] as const) {
      const once = { request_id: newId('Q') };
      const made = await more(id, once);
      expect(made).toMatchObject({ status: 202, body: { state: 'PENDING', lmt_amt: '50.00', balc: '50.00' } });
      const limit = String(made.body['mulaid_lmt_id']);
      expect(limit).toMatch(/^440000L/);
      const { msgid, input } = await desk.hear((upload) => {
        const body = bodyOf<{ limit?: { mulaid_lmt_id: string } }>(upload);
        return upload.infno === 'M211' && body.limit?.mulaid_lmt_id === limit;
      });
      expect(input).toMatchObject({ mulaid_rel_id: id, limit: { mulaid_lmt_id: limit, lmt_amt: '50.00' } });
      await desk.answer(msgid, answer);
      await until(async () => (await more(id, once)).body['state'] === state);
      expect((await more(id, once)).status).toBe(200);
      expect(codeOf(await more(id, { ...once, lmt_amt: '51.00' }))).toEqual([409, 'A04']);
      expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen });
      expect(codeOf(await request(GD, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator))).toEqual([422, 'E31']);
    }
  });

  test('only of an EFFECTIVE relationship, in the donor region, within what is available', async () => {
    const { id } = await effective();
    expect(codeOf(await more(id, { lmt_amt: '900.01' }))).toEqual([422, 'E25']);
    const [donor, benef] = await pair();
    const pending = await establishAt(GD, asked(donor, benef));
    expect(codeOf(await more(pending.mulaid_rel_id))).toEqual([422, 'E31']);
    const { relationshipIds } = await wallet(platform, GD, ['10.00']);
    expect(codeOf(await more(relationshipIds[0] ?? ''))).toEqual([422, 'E10']);
    expect(codeOf(await more(newId('nothing')))).toEqual([404, 'A05']);
    expect(codeOf(await more(id, { lmt_amt: '0.00' }))).toEqual([400, 'A01']);
  });
});

describe('POST /relationships/{id}/termination', () => {
  const end = (id: string, body: object) => atWindow(GD, `/relationships/${id}/termination`, body);

  test('blocks at once, sends one M311, and a refusal makes it effective again', async () => {
    const { id } = await effective();
    expect(codeOf(await end(id, ending('benef')))).toEqual([400, 'A01']);
    const body = ending('donor');
    expect(await end(id, body)).toMatchObject({ status: 202, body: { mulaid_rel_id: id, state: 'TERMINATING' } });
    expect((await end(id, body)).status).toBe(200);
    expect(codeOf(await end(id, { ...body, reason: '另一原因' }))).toEqual([409, 'A04']);
    expect((await end(id, ending('donor'))).status).toBe(202);
    const { msgid, input, key } = await desk.hear(of('M311', id));
    expect([key, input]).toEqual([id, { mulaid_rel_id: id, initiator: 'donor', reason: '本人申请', chnl: '2' }]);
    const setting = { mulaid_rel_id: id, limit: limitOf('1.00') };
    expect(await platform.ask(GD, 'M201', setting)).toBe('E31');
    await desk.answer(msgid, refusedWith('E31'));
    await until(async () => (await stateOf(id)) === 'EFFECTIVE');
    expect(new Set(desk.heard.filter(of('M311', id)).map((each) => each.msgid))).toEqual(new Set([msgid]));
    expect(codeOf(await request(GD, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator))).toEqual([422, 'E31']);
    // The next termination has an M311 of its own.
    expect((await end(id, ending('donor'))).status).toBe(202);
    await desk.hear((upload) => of('M311', id)(upload) && upload.msgid !== msgid);
  });

  test('a beneficiary ends theirs, and spends no more', async () => {
    const { benef, relationshipIds } = await wallet(platform, GD, ['10.00', '20.00']);
    const [id = ''] = relationshipIds;
    expect(codeOf(await end(id, ending('donor')))).toEqual([400, 'A01']);
    expect((await end(id, ending('benef'))).status).toBe(202);
    const { body } = await request(GD, 'GET', `/api/v1/wallets/${benef.psn_no}`, { roles: ['window'] });
    expect(body['balc']).toBe('20.00');
    await desk.hear(of('M311', id));
  });

  test('E31 while PENDING and once it is final, A05 where there is none', async () => {
    const [donor, benef] = await pair();
    const pending = await establishAt(GD, asked(donor, benef));
    expect(codeOf(await end(pending.mulaid_rel_id, ending('donor')))).toEqual([422, 'E31']);
    const given = establishment(await register(GD, someone(GD), '100.00'), someone('510000'));
    await platform.ask(GD, 'M101', given);
    await platform.ask(GD, 'M103', { mulaid_rel_id: given.mulaid_rel_id, reason: '撤销' });
    expect(codeOf(await end(given.mulaid_rel_id, ending('donor')))).toEqual([422, 'E31']);
    expect(codeOf(await end(newId('nothing'), ending('donor')))).toEqual([404, 'A05']);
  });
});
