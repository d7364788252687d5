import { accountOf, establishment, limitOf, register, someone, type Stated } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { request } from '../support/stack';
import { until } from '../support/until';
import { bodyOf, confirm, UploadDesk, type Upload } from '../support/upload-desk';
import { asked, ending, atWindow, establishAt, relationshipAt } from '../support/windows';
import { settle, usageOf, wallet } from '../support/wallets';

const GD = '440000';
const core = { roles: ['core'] };
const platform = new PlatformClient();
// The tests answer.
const desk = new UploadDesk(GD, () => undefined);

beforeAll(() => Promise.all([platform.start(), desk.start()]));
afterAll(() => Promise.all([platform.stop(), desk.stop()]));

interface Notice {
  readonly psn_no: string;
  readonly chg_type: string;
  readonly chg_time: string;
  readonly mulaid_rel_ids: readonly string[];
}

const noticeOf = ({ psn_no }: Stated, ...named: string[]) =>
  desk.hear((upload: Upload) => {
    const body = bodyOf<Notice>(upload);
    const isTheirs = upload.infno === 'M312' && body.psn_no === psn_no;
    return isTheirs && named.every((id) => body.mulaid_rel_ids.includes(id));
  });
const noticesOf = ({ psn_no }: Stated) =>
  new Set(desk.heard.filter((upload) => upload.infno === 'M312' && upload.key === psn_no).map(({ msgid }) => msgid));

const change = (person: Stated, chg_type: string, chg_time = timeText(Date.now())) =>
  request(GD, 'POST', `/api/v1/insured-persons/${person.psn_no}/changes`, { ...core, body: { chg_type, chg_time } });
const put = (person: Stated, states: Record<string, string>, given: object = {}) => {
  const { psn_no, psn_name, psn_cert_type, certno, insu_admdvs } = person;
  const enrolments = Object.entries(states).map(([insutype, state]) => ({ insutype, state }));
  const body = { psn_name, psn_cert_type, certno, insu_admdvs, enrolments, ...given };
  return request(GD, 'PUT', `/api/v1/insured-persons/${psn_no}`, { ...core, body });
};
const stateOf = async (id: string) => (await relationshipAt(GD, id)).state;

/** A person of ours who gives to one and receives from another, both effective. */
async function both(): Promise<{ person: Stated; given: string; received: string }> {
  const person = await register(GD, someone(GD), '500.00');
  const giving = establishment(person, someone('510000'), [limitOf('100.00')]);
  const receiving = establishment(someone('510000'), person, [limitOf('80.00')]);
  expect([await platform.ask(GD, 'M101', giving), await platform.ask(GD, 'M102', receiving)]).toEqual(['0', '0']);
  return { person, given: giving.mulaid_rel_id, received: receiving.mulaid_rel_id };
}

test.each(['END', 'TRANSFER'])('%s ends everything at once, told in one M312', async (kind) => {
  const { person, given, received } = await both();
  const at = timeText(Date.now() - 60_000);
  const answer = await change(person, kind, at);
  expect([answer.status, [...(answer.body['mulaid_rel_ids'] as string[])].sort()]).toEqual([
    202,
    [given, received].sort(),
  ]);
  expect([await stateOf(given), await stateOf(received)]).toEqual(['TERMINATING', 'TERMINATING']);
  const { body } = await request(GD, 'GET', `/api/v1/insured-persons/${person.psn_no}`, core);
  expect(body['enrolments']).toEqual([{ insutype: '310', state: 'ENDED' }]);
  const { input, key } = await noticeOf(person, given, received);
  expect([key, input]).toMatchObject([person.psn_no, { psn_no: person.psn_no, chg_type: kind, chg_time: at }]);
  // Spending stops, the account stays and can be credited.
  expect((await settle(GD, '/usages', usageOf(person.psn_no, '10.00', { scene: '3' }))).status).toBe(422);
  const credit = { movement_id: newId('V'), amt: '1.00', direction: 'IN', reason: '划入' };
  const moved = await request(GD, 'POST', `/api/v1/personal-accounts/${person.psn_no}/movements`, {
    ...core,
    body: credit,
  });
  expect(moved.status).toBe(201);
  expect(await accountOf(GD, person.psn_no)).toMatchObject({ balance: '501.00', frozen: '100.00' });
  // The same again is answered the same, another one names nothing and is not told.
  expect(await change(person, kind, at)).toMatchObject({ status: 202, body: answer.body });
  expect((await change(person, kind)).body['mulaid_rel_ids']).toEqual([]);
  expect(noticesOf(person).size).toBe(1);
});

test('a PENDING relationship waits for its confirmation, and has an M312 of its own then', async () => {
  const person = await register(GD, someone(GD), '500.00');
  const [kept, refused] = [
    await establishAt(GD, asked(person, someone('510000', '390'))),
    await establishAt(GD, asked(person, someone('510000', '390'))),
  ].map(({ mulaid_rel_id }) => mulaid_rel_id) as [string, string];
  expect((await change(person, 'END')).body['mulaid_rel_ids']).toEqual([]);
  expect(await stateOf(kept)).toBe('PENDING');
  const answer = async (id: string, given: object) => {
    const { msgid } = await desk.hear(({ infno, key }) => infno === 'M111' && key === id);
    await desk.answer(msgid, given);
  };
  await answer(refused, { infcode: '-1', err_code: 'E11' });
  await answer(kept, confirm() ?? {});
  const notice = await noticeOf(person, kept);
  expect(bodyOf<Notice>(notice)).toMatchObject({ chg_type: 'END', mulaid_rel_ids: [kept] });
  expect([await stateOf(kept), await stateOf(refused)]).toEqual(['TERMINATING', 'REFUSED']);
  expect((await relationshipAt(GD, kept)).history.map(({ to }) => to)).toEqual(['PENDING', 'EFFECTIVE', 'TERMINATING']);
  // Kept where it is refused: a dead letter, sent again under a new msgid.
  await desk.answer(notice.msgid, { infcode: '-1', err_code: 'E30' });
  const operator = { roles: ['operator'] };
  const redrive = () => request(GD, 'POST', `/api/v1/uploads/${notice.msgid}/redrive`, operator);
  await until(async () => (await redrive()).status === 200 || noticesOf(person).size > 1);
  await desk.hear((upload) => upload.infno === 'M312' && upload.key === person.psn_no && upload.msgid !== notice.msgid);
  expect(await stateOf(kept)).toBe('TERMINATING');
});

test('a termination asked for before is named by the M312, and its refused M311 undoes nothing', async () => {
  const { person, given, received } = await both();
  expect((await atWindow(GD, `/relationships/${given}/termination`, ending('donor'))).status).toBe(202);
  const { msgid } = await desk.hear(({ infno, key }) => infno === 'M311' && key === given);
  await change(person, 'END');
  await noticeOf(person, given, received);
  await desk.answer(msgid, { infcode: '-1', err_code: 'E31' });
  const uploads = async () =>
    (await request(GD, 'GET', '/api/v1/uploads?state=REFUSED&limit=1000', { roles: ['operator'] })).body['items'];
  await until(async () => JSON.stringify(await uploads()).includes(msgid));
  expect(await stateOf(given)).toBe('TERMINATING');
});

describe('a registry update', () => {
  test('to another pooling region acts as TRANSFER, and the enrolments stay', async () => {
    const { person, given, received } = await both();
    const moved = await put(person, { 310: 'ACTIVE' }, { insu_admdvs: '440300' });
    expect(moved.body).toMatchObject({ insu_admdvs: '440300', enrolments: [{ state: 'ACTIVE' }] });
    expect(bodyOf<Notice>(await noticeOf(person, given, received))).toMatchObject({ chg_type: 'TRANSFER' });
    expect([await stateOf(given), await stateOf(received)]).toEqual(['TERMINATING', 'TERMINATING']);
  });

  test('without an active 310 ends what is given, without 390 too what is received', async () => {
    const { person, given, received } = await both();
    await put(person, { 310: 'ENDED', 390: 'ACTIVE' });
    expect(bodyOf<Notice>(await noticeOf(person, given))).toMatchObject({ chg_type: 'END', mulaid_rel_ids: [given] });
    expect([await stateOf(given), await stateOf(received)]).toEqual(['TERMINATING', 'EFFECTIVE']);
    const line = { psn_no: person.psn_no, psn_name: '张三', psn_cert_type: '01', certno: person.certno };
    const raw = `${JSON.stringify({ ...line, insu_admdvs: person.insu_admdvs, enrolments: [] })}\n`;
    const imported = await request(GD, 'POST', '/api/v1/insured-persons/import', {
      ...core,
      raw,
      type: 'application/x-ndjson',
    });
    expect(imported.body).toMatchObject({ accepted: 1 });
    expect(bodyOf<Notice>(await noticeOf(person, received)).mulaid_rel_ids).toEqual([received]);
    expect(noticesOf(person).size).toBe(2);
  });

  test('that changes neither ends nothing', async () => {
    const { person, given, received } = await both();
    await put(person, { 310: 'ACTIVE', 390: 'ENDED' }, { psn_name: '李四' });
    expect([await stateOf(given), await stateOf(received)]).toEqual(['EFFECTIVE', 'EFFECTIVE']);
    expect(noticesOf(person).size).toBe(0);
  });
});

test('someone with very many relationships: one request, one M312', async () => {
  const { benef, relationshipIds } = await wallet(
    platform,
    GD,
    Array.from({ length: 60 }, () => '1.00'),
  );
  const answer = await change(benef, 'END');
  expect([...(answer.body['mulaid_rel_ids'] as string[])].sort()).toEqual([...relationshipIds].sort());
  expect(bodyOf<Notice>(await noticeOf(benef)).mulaid_rel_ids).toHaveLength(60);
});

test.each([
  ['A01', { chg_type: 'END', chg_time: timeText(Date.now() + 600_000) }],
  ['A01', { chg_type: 'MOVE', chg_time: timeText(Date.now()) }],
  ['A05', { chg_type: 'END', chg_time: timeText(Date.now()) }],
])('%s: %j', async (code, body) => {
  const path = `/api/v1/insured-persons/${newId('nobody')}/changes`;
  expect((await request(GD, 'POST', path, { ...core, body })).body['err_code']).toBe(code);
});
