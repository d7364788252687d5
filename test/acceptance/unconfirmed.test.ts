import { sql } from '../support/database';
import { accountOf, limitOf, register, someone, type Stated } from '../support/people';
import { newId, timeText } from '../support/platform';
import { GD, platform, reason } from '../support/situations';
import { request } from '../support/stack';
import { reconcile, reconciling, usagePages, figuresOf } from '../support/termination';
import { until } from '../support/until';
import { bodyOf, confirm, UploadDesk, type DeskAnswer, type Upload } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';
import { asked, atWindow, establishAt, relationshipAt } from '../support/windows';

// The tests answer.
const desk = new UploadDesk(GD, () => undefined);

beforeAll(() => Promise.all([platform.start(), desk.start()]));
afterAll(() => Promise.all([platform.stop(), desk.stop()]));

const stateOf = async (id: string) => (await relationshipAt(GD, id)).state;
const of = (infno: string, id: string) => (upload: Upload) =>
  upload.infno === infno && bodyOf<{ mulaid_rel_id: string }>(upload).mulaid_rel_id === id;
const refused: DeskAnswer = { infcode: '-1', err_code: 'E22' };

/** Asks for a relationship with a limit of 100.00, which the platform has not answered. */
async function pending(): Promise<{ donor: Stated; id: string; limit: { mulaid_lmt_id: string; lmt_amt: string } }> {
  const donor = await register(GD, someone(GD), '1000.00');
  const made = await establishAt(GD, asked(donor, someone('510000', '390')));
  const [limit = { mulaid_lmt_id: '', lmt_amt: '' }] = made.limits;
  return { donor, id: made.mulaid_rel_id, limit };
}

async function answer(infno: string, id: string, given: DeskAnswer): Promise<string> {
  const { msgid } = await desk.hear(of(infno, id));
  await desk.answer(msgid, given ?? {});
  return msgid;
}

/** Until an M191 that changes nothing was taken in: the upload says what it was. */
async function isTaken(msgid: string, state: string): Promise<void> {
  await until(
    async () =>
      (await sql<{ state: string }>(GD, 'SELECT state FROM upload WHERE msgid = ?', [msgid]))[0]?.state === state,
  );
}

describe('M203 names a limit that is PENDING', () => {
  test.each<[string, DeskAnswer, string]>([
    ['0', confirm(), 'CONFIRMED'],
    ['-1', refused, 'REFUSED'],
  ])(
    'it is revoked, the freeze released, and an M191 of %s to its M211 changes nothing then',
    async (_code, given, state) => {
      const { donor, id } = await pending();
      await answer('M111', id, confirm());
      await until(async () => (await stateOf(id)) === 'EFFECTIVE');
      const more = await atWindow(GD, `/relationships/${id}/limits`, { request_id: newId('Q'), lmt_amt: '50.00' });
      expect(more).toMatchObject({ status: 202, body: { state: 'PENDING' } });
      const { msgid } = await desk.hear(of('M211', id));
      expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '150.00' });
      const revocation = { mulaid_rel_id: id, mulaid_lmt_id: more.body['mulaid_lmt_id'], reason };
      expect(await platform.ask(GD, 'M203', revocation)).toBe('0');
      expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '100.00' });
      await desk.answer(msgid, given ?? {});
      await isTaken(msgid, state);
      const { limits } = await relationshipAt(GD, id);
      expect(limits).toMatchObject([
        { state: 'EFFECTIVE', lmt_amt: '100.00', ret_amt: '0.00' },
        { state: 'REVOKED', lmt_amt: '50.00', ret_amt: '50.00' },
      ]);
      expect(await accountOf(GD, donor.psn_no)).toMatchObject({ balance: '1000.00', frozen: '100.00' });
      expect(await platform.ask(GD, 'M203', revocation)).toBe('E31');
    },
  );

  test('of a PENDING relationship: it confirms and revokes; the late M191 of -1 to the M111 changes nothing', async () => {
    const { donor, id, limit } = await pending();
    const { msgid } = await desk.hear(of('M111', id));
    expect(await platform.ask(GD, 'M203', { mulaid_rel_id: id, mulaid_lmt_id: limit.mulaid_lmt_id, reason })).toBe('0');
    expect(await relationshipAt(GD, id)).toMatchObject({ state: 'EFFECTIVE', limits: [{ state: 'REVOKED' }] });
    await desk.answer(msgid, refused ?? {});
    await isTaken(msgid, 'REFUSED');
    expect(await stateOf(id)).toBe('EFFECTIVE');
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ balance: '1000.00', frozen: '0.00' });
  });
});

describe('PENDING, its donor’s insurance ended, and confirmed by what the platform sends', () => {
  const CONFIRMING: [string, string, (id: string, limit: { mulaid_lmt_id: string; lmt_amt: string }) => object][] = [
    ['M301', '0', (id, limit) => reconciling(id, [figuresOf(limit)])],
    ['M201', 'E31', (id) => ({ mulaid_rel_id: id, limit: limitOf('1.00') })],
    ['M203', '0', (id, { mulaid_lmt_id }) => ({ mulaid_rel_id: id, mulaid_lmt_id, reason })],
  ];

  test.each(CONFIRMING)('%s, answered %s: TERMINATING, with an M312 of its own', async (infno, code, bodyFor) => {
    const { donor, id, limit } = await pending();
    const { msgid } = await desk.hear(of('M111', id));
    const chg_time = timeText(Date.now() - 60_000);
    const changed = await request(GD, 'POST', `/api/v1/insured-persons/${donor.psn_no}/changes`, {
      roles: ['core'],
      body: { chg_type: 'TRANSFER', chg_time },
    });
    expect(changed).toMatchObject({ status: 202, body: { mulaid_rel_ids: [] } });
    expect(await stateOf(id)).toBe('PENDING');
    expect(await platform.ask(GD, infno, bodyFor(id, limit))).toBe(code);
    const shown = await relationshipAt(GD, id);
    expect(shown.state).toBe('TERMINATING');
    expect(shown.history.map(({ to }) => to)).toEqual(['PENDING', 'EFFECTIVE', 'TERMINATING']);
    const notice = await desk.hear((upload) => upload.infno === 'M312' && upload.key === donor.psn_no);
    const said = { psn_no: donor.psn_no, chg_type: 'TRANSFER', chg_time, mulaid_rel_ids: [id] };
    expect(bodyOf(notice)).toEqual(said);
    // Its own person caused it: a late refusal and an M303 undo nothing (R29).
    await desk.answer(msgid, refused ?? {});
    await isTaken(msgid, 'REFUSED');
    expect(await platform.ask(GD, 'M303', { mulaid_rel_id: id, reason })).toBe('E31');
    expect(await stateOf(id)).toBe('TERMINATING');
  });
});

test('an M413 goes after the reversal of its relationship that waits for its M411, and lists all of it', async () => {
  const { benef, relationshipIds } = await wallet(platform, GD, ['100.00']);
  const [id = ''] = relationshipIds;
  const body = usageOf(benef.psn_no, '30.00');
  expect((await settle(GD, '/usages', body)).status).toBe(201);
  expect((await settle(GD, `/usages/${body.setl_id}/reversal`, {})).status).toBe(201);
  const isOfPerson = (infno: string) => (upload: Upload) =>
    upload.infno === infno && upload.input.psn_no === benef.psn_no;
  const usage = await desk.hear(isOfPerson('M411'));
  expect((await reconcile(platform, GD, reconciling(id, []))).result).toBe('MISMATCH');
  const held = await sql<{ infno: string; state: string }>(
    GD,
    "SELECT infno, state FROM upload WHERE record_key IN (?, ?) AND infno IN ('M412', 'M413') ORDER BY seq",
    [id, benef.psn_no],
  );
  expect(held.map(({ infno, state }) => `${infno} ${state}`)).toEqual(['M412 HELD', 'M413 HELD']);
  await desk.answer(usage.msgid, confirm() ?? {});
  await desk.hear(isOfPerson('M412'));
  expect((await usagePages(desk, id)).map(({ amt, orig_use_id }) => [amt, orig_use_id !== undefined])).toEqual([
    ['30.00', false],
    ['30.00', true],
  ]);
});
