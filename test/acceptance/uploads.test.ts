import { sql } from '../support/database';
import { figureOf, logSince } from '../support/gateway-state';
import { OwnStack } from '../support/own-stack';
import { PlatformClient } from '../support/platform';
import { request, tokenOf } from '../support/stack';
import { until } from '../support/until';
import { confirm, UploadDesk, type DeskAnswer, type Upload } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const SC = '510000';
const own = new OwnStack({ provinces: [SC], set: { 'upload.resend_after': '1s', 'upload.resend_max': '2s' } });
let platform: PlatformClient;
let desk: UploadDesk;
let answerTo: (upload: Upload, nth: number) => DeskAnswer = confirm;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  desk = new UploadDesk(SC, (upload, nth) => answerTo(upload, nth));
  await Promise.all([platform.start(), desk.start()]);
});
afterEach(() => (answerTo = confirm));
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

const operator = { roles: ['operator'] };
const uploadNow = async (setlId: string) =>
  (await settle(SC, `/usages/${setlId}`)).body as {
    upload: { state: string; upload_time?: string; err_code?: string };
    reversal?: { upload: { state: string } };
  };
const uploadsInState = async (state: string) => {
  const { body } = await request(SC, 'GET', `/api/v1/uploads?state=${state}`, operator);
  return body['items'] as { msgid: string; infno: string; tries: number; err_code?: string }[];
};

async function paid(amount = '10.00') {
  const { benef } = await wallet(platform, SC, ['100.00']);
  const body = usageOf(benef.psn_no, amount);
  const answer = await settle(SC, '/usages', body);
  expect(answer.status).toBe(201);
  return { benef, setl_id: body.setl_id, use_id: answer.body['use_id'] as string, answer: answer.body };
}

test('a usage is uploaded at once, by the page; its upload_time is the platform’s', async () => {
  const { benef, setl_id, use_id, answer } = await paid();
  const upload = await desk.hear(({ input }) => input.use_id === use_id);
  const { lines, acct_mulaid_pay } = upload.input;
  expect(upload).toMatchObject({ infno: 'M411', key: benef.psn_no });
  expect(upload.input).toMatchObject({ setl_id, psn_no: benef.psn_no, scene: '1', acct_pay: '0.00' });
  expect([acct_mulaid_pay, lines]).toEqual([
    '10.00',
    (answer['lines'] as Upload['input']['lines']).map((line) => ({ ...line, balc: undefined })),
  ]);
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
  expect((await uploadNow(setl_id)).upload.upload_time).toMatch(/\+08:00$/);
});

test('an answer that was taken is counted as done, and is no line in the log', async () => {
  const { setl_id } = await paid();
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
  await until(async () => ((await figureOf(SC, 'mutual_aid_messages_total{infno="M191",code="done"}')) ?? 0) > 0);
  expect(logSince(SC).lines.filter(({ msg }) => msg === 'message not confirmed')).toEqual([]);
});

test('unanswered, it is sent again with the same msgid; the first answer counts, a second changes nothing', async () => {
  answerTo = (_upload, nth) => (nth < 3 ? undefined : confirm());
  const { setl_id, use_id } = await paid();
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id, 3);
  expect(new Set(desk.heard.filter(({ input }) => input.use_id === use_id).map((each) => each.msgid)).size).toBe(1);
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
  const before = await uploadNow(setl_id);
  const takenIn = async () => (await figureOf(SC, 'mutual_aid_messages_total{infno="M191",code="done"}')) ?? 0;
  const wanted = (await takenIn()) + 1;
  await desk.answer(msgid, { infcode: '-1', err_code: 'E30', err_msg: '迟到的应答' });
  // Nothing is answered to an M191: that it was taken in is all that can be seen.
  await until(async () => (await takenIn()) >= wanted);
  expect(before).toMatchObject({ state: 'PAID', upload: { state: 'CONFIRMED' } });
  expect(await uploadNow(setl_id)).toEqual(before);
});

test('E99 is sent again under the same msgid', async () => {
  answerTo = (_upload, nth) => (nth === 1 ? { infcode: '-1', err_code: 'E99' } : confirm());
  const { setl_id } = await paid();
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
});

test('a refused upload is seen with its reason, is a dead letter, and goes under a new msgid when redriven', async () => {
  answerTo = () => ({ infcode: '-1', err_code: 'E30', err_msg: '额度不存在' });
  const { setl_id, use_id } = await paid();
  await until(async () => (await uploadNow(setl_id)).upload.state === 'REFUSED');
  expect((await uploadNow(setl_id)).upload).toEqual({ state: 'REFUSED', err_code: 'E30' });
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  expect(await uploadsInState('REFUSED')).toContainEqual(
    expect.objectContaining({ msgid, infno: 'M411', err_code: 'E30' }),
  );
  const letters = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
  expect(letters.body['items']).toContainEqual(expect.objectContaining({ msgid, state: 'OPEN' }));
  answerTo = confirm;
  const redriven = await request(SC, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator);
  expect(redriven).toMatchObject({ status: 200, body: { state: 'PENDING', infno: 'M411' } });
  expect(redriven.body['msgid']).not.toBe(msgid);
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
  expect((await request(SC, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator)).body['err_code']).toBe('E31');
  expect((await request(SC, 'POST', '/api/v1/uploads/nothing/redrive', operator)).status).toBe(404);
});

test('a reversal is uploaded only after its usage is confirmed', async () => {
  answerTo = () => undefined;
  const { setl_id, use_id } = await paid();
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  expect((await settle(SC, `/usages/${setl_id}/reversal`, {})).status).toBe(201);
  expect(await uploadNow(setl_id)).toMatchObject({ reversal: { upload: { state: 'PENDING' } } });
  // Sent again twice, the usage is; its reversal still is not.
  await desk.hear(({ input }) => input.use_id === use_id, 3);
  expect(desk.heard.filter(({ input }) => input.orig_use_id === use_id)).toEqual([]);
  answerTo = confirm;
  await desk.answer(msgid, confirm() ?? {});
  expect(await desk.hear(({ input }) => input.orig_use_id === use_id)).toMatchObject({ infno: 'M412' });
  await until(async () => (await uploadNow(setl_id)).reversal?.upload.state === 'CONFIRMED');
});

test('reversed and settled anew: what comes after a reversal that waits is sent after it', async () => {
  answerTo = () => undefined;
  const { benef, setl_id, use_id } = await paid('100.00');
  await settle(SC, `/usages/${setl_id}/reversal`, {});
  const anew = usageOf(benef.psn_no, '80.00');
  expect((await settle(SC, '/usages', anew)).body).toMatchObject({ acct_mulaid_pay: '80.00' });
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id, 3);
  const ofPerson = () =>
    desk.heard.filter(({ key }) => key === benef.psn_no).map(({ infno, input }) => [infno, input.setl_id]);
  expect(ofPerson()).toEqual(Array.from({ length: ofPerson().length }, () => ['M411', setl_id]));
  answerTo = confirm;
  await desk.answer(msgid, confirm() ?? {});
  await until(async () => (await uploadNow(anew.setl_id)).upload.state === 'CONFIRMED');
  expect([...new Set(ofPerson().map((each) => each.join(' ')))]).toEqual([
    ...[`M411 ${setl_id}`, `M412 ${setl_id}`, `M411 ${anew.setl_id}`],
  ]);
});

test('a refused usage holds back its own reversal alone, and both go once it is sent again', async () => {
  answerTo = () => undefined;
  const { benef, setl_id, use_id } = await paid('100.00');
  await settle(SC, `/usages/${setl_id}/reversal`, {});
  const anew = usageOf(benef.psn_no, '80.00');
  await settle(SC, '/usages', anew);
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  answerTo = confirm;
  await desk.answer(msgid, { infcode: '-1', err_code: 'E30', err_msg: '额度不存在' });
  await until(async () => (await uploadNow(anew.setl_id)).upload.state === 'CONFIRMED');
  expect(await uploadNow(setl_id)).toMatchObject({
    upload: { state: 'REFUSED' },
    reversal: { upload: { state: 'PENDING' } },
  });
  await request(SC, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator);
  await until(async () => (await uploadNow(setl_id)).reversal?.upload.state === 'CONFIRMED');
});

test('refused, redriven and refused again is one dead letter with a longer history', async () => {
  answerTo = () => ({ infcode: '-1', err_code: 'E30', err_msg: '额度不存在' });
  const { setl_id, use_id } = await paid();
  const refused = async (nth: number) => {
    const { msgid } = await desk.hear(({ input }) => input.use_id === use_id, nth);
    await until(async () => (await uploadNow(setl_id)).upload.state === 'REFUSED');
    const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
    const letters = body['items'] as { id: string; msgid: string; state: string; history: object[] }[];
    return letters.filter((each) => each.msgid === msgid)[0];
  };
  const first = await refused(1);
  expect(first).toMatchObject({ state: 'OPEN', history: [{}] });
  const redriven = await request(SC, 'POST', `/api/v1/uploads/${first?.msgid}/redrive`, operator);
  expect(redriven.status).toBe(200);
  const second = await refused(2);
  expect(second).toMatchObject({ id: first?.id, state: 'OPEN', history: [{}, { what: 'REDRIVEN', by: 'tester' }, {}] });
  answerTo = confirm;
  await request(SC, 'POST', `/api/v1/dead-letters/${first?.id}/redrive`, operator);
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
  const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
  expect(body['items']).toContainEqual(expect.objectContaining({ id: first?.id, state: 'REDRIVEN' }));
});

/** A usage whose upload the platform has refused, and its dead letter. */
async function refusedUpload() {
  answerTo = () => ({ infcode: '-1', err_code: 'E30', err_msg: '额度不存在' });
  const { setl_id, use_id } = await paid();
  await until(async () => (await uploadNow(setl_id)).upload.state === 'REFUSED');
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  const letter = async () => {
    const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', { roles: ['auditor'] });
    const letters = body['items'] as { id: string; msgid: string; record: string; state: string; history: object[] }[];
    return letters.find((each) => each.record.includes(use_id));
  };
  const path = `/api/v1/dead-letters/${(await letter())?.id}`;
  return { setl_id, use_id, msgid, letter, path };
}

test('discarded, and its upload sent again and refused again: its letter is OPEN again', async () => {
  const { setl_id, use_id, msgid, letter, path } = await refusedUpload();
  expect((await request(SC, 'POST', `${path}/discard`, operator)).body).toMatchObject({ state: 'DISCARDED' });
  const sent = await request(SC, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator);
  expect(sent).toMatchObject({ status: 200, body: { state: 'PENDING' } });
  const again = await desk.hear((each) => each.input.use_id === use_id && each.msgid !== msgid);
  expect(again.msgid).toBe(sent.body['msgid']);
  await until(async () => (await uploadNow(setl_id)).upload.state === 'REFUSED');
  expect(await letter()).toMatchObject({
    msgid: again.msgid,
    state: 'OPEN',
    history: [{}, { what: 'DISCARDED', by: 'tester' }, {}],
  });
});

test.each([
  ['the letter redriven twice', 'letter', 'letter'],
  ['the upload redriven twice', 'upload', 'upload'],
  ['the letter and its upload redriven', 'letter', 'upload'],
  ['the letter redriven and discarded', 'letter', 'discard'],
  ['the letter discarded twice', 'discard', 'discard'],
])('two hands at once, %s: one wins, the other is E31', async (_case, ...both) => {
  const { use_id, msgid, letter, path } = await refusedUpload();
  answerTo = confirm;
  const hands: Record<string, string> = {
    letter: `${path}/redrive`,
    upload: `/api/v1/uploads/${msgid}/redrive`,
    discard: `${path}/discard`,
  };
  const answers = await Promise.all(both.map((hand) => request(SC, 'POST', hands[hand] ?? '', operator)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(answers.find(({ status }) => status === 422)?.body['err_code']).toBe('E31');
  const winner = both[answers.findIndex(({ status }) => status === 200)];
  expect(await letter()).toMatchObject({
    state: winner === 'discard' ? 'DISCARDED' : 'REDRIVEN',
    history: [{}, { by: 'tester' }],
  });
  const [heard] = await sql<{ count: number }>(
    SC,
    `SELECT COUNT(*) AS count FROM upload WHERE subject = '${use_id}' AND state <> 'REPLACED'`,
  );
  expect(Number(heard?.count)).toBe(1);
});

test('the upload redriven while its letter is discarded: discarded before, both are done; after, the discard is E31', async () => {
  const { msgid, letter, path } = await refusedUpload();
  answerTo = confirm;
  const [sent, discarded] = await Promise.all([
    request(SC, 'POST', `/api/v1/uploads/${msgid}/redrive`, operator),
    request(SC, 'POST', `${path}/discard`, operator),
  ]);
  expect(sent?.status).toBe(200);
  expect([200, 422]).toContain(discarded?.status);
  expect(await letter()).toMatchObject({ state: discarded?.status === 200 ? 'DISCARDED' : 'REDRIVEN' });
});

test.each([
  ['half a surrogate pair', '额度\ud83d不存在', '额度\ufffd不存在'],
  ['NUL and what SQL and JSON escape', '\u0000\'"\\%\u001a\n', '\u0000\'"\\%\u001a\n'],
  ['five hundred characters of four bytes', '𠮷'.repeat(600), '𠮷'.repeat(600)],
  ['a million characters', '长'.repeat(300_000), '长'.repeat(1_900)],
])('a refusal in words of %s: its letter is redriven, and discarded by whoever it is', async (_what, words, kept) => {
  answerTo = () => ({ infcode: '-1', err_code: 'E30', err_msg: words });
  const { setl_id, use_id } = await paid();
  const refused = async (nth: number) => {
    const { msgid } = await desk.hear(({ input }) => input.use_id === use_id, nth);
    await until(async () => (await uploadNow(setl_id)).upload.state === 'REFUSED');
    const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', { roles: ['auditor'] });
    return (body['items'] as { id: string; msgid: string; history: { what: string }[] }[]).find(
      (each) => each.msgid === msgid,
    );
  };
  const letter = await refused(1);
  expect(letter?.history.at(-1)?.what).toContain(kept);
  const path = `/api/v1/dead-letters/${letter?.id}`;
  const token = await tokenOf(['operator'], SC, '操作员\ud83d');
  expect((await request(SC, 'POST', `${path}/redrive`, { token })).status).toBe(200);
  expect((await refused(2))?.id).toBe(letter?.id);
  const discarded = await request(SC, 'POST', `${path}/discard`, { token });
  expect(discarded).toMatchObject({ status: 200, body: { state: 'DISCARDED' } });
  const steps = discarded.body['history'] as { what: string; by?: string }[];
  expect(steps.filter(({ by }) => by !== undefined)).toMatchObject([
    { what: 'REDRIVEN', by: '操作员\ufffd' },
    { what: 'DISCARDED', by: '操作员\ufffd' },
  ]);
  // Its answer was taken in, so it is not sent any more: what is recorded later comes, and comes again.
  answerTo = (_upload, nth) => (nth < 3 ? undefined : confirm());
  const heard = () => desk.heard.filter(({ input }) => input.use_id === use_id).length;
  const before = heard();
  const later = await paid();
  await desk.hear(({ input }) => input.use_id === later.use_id, 3);
  expect(heard()).toBe(before);
});

test.each([
  ['from another sender', { send_admdvs: '440000' }],
  ['for another province', { recv_admdvs: '440000' }],
  ['of another version', { infver: '9' }],
  ['without its time', { inf_time: null }],
])('an M191 %s confirms nothing and is a dead letter', async (_what, change) => {
  answerTo = () => undefined;
  const { setl_id, use_id } = await paid();
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  const sent = await desk.answer(msgid, confirm() ?? {}, change);
  await until(async () => {
    const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
    return (body['items'] as { msgid?: string }[]).some((each) => each.msgid === sent);
  });
  expect((await uploadNow(setl_id)).upload).toEqual({ state: 'PENDING' });
  answerTo = confirm;
  await until(async () => (await uploadNow(setl_id)).upload.state === 'CONFIRMED');
});

test('the platform is silent for a while: every upload arrives, each person’s in order of recording', async () => {
  answerTo = () => undefined;
  const { benef } = await wallet(platform, SC, ['100.00']);
  const made: string[] = [];
  for (let i = 0; i < 10; i++) {
    const answer = await settle(SC, '/usages', usageOf(benef.psn_no, '1.00'));
    made.push(answer.body['use_id'] as string);
  }
  await desk.hear(({ input }) => input.use_id === made.at(-1));
  const heard = desk.heard.filter((each) => each.key === benef.psn_no).map(({ input }) => input.use_id);
  expect([...new Set(heard)]).toEqual(made);
  answerTo = confirm;
  await until(async () => (await uploadsInState('PENDING')).length === 0);
});

test('an M191 that answers nothing of ours, and one without upload_time, are dead letters', async () => {
  answerTo = () => undefined;
  const { use_id } = await paid();
  const { msgid } = await desk.hear(({ input }) => input.use_id === use_id);
  const sent = [await desk.answer(msgid, { infcode: '0' }), await desk.answer('nobody', confirm() ?? {})];
  await until(async () => {
    const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
    const letters = (body['items'] as { msgid?: string }[]).map((each) => each.msgid);
    return sent.every((each) => letters.includes(each));
  });
});
