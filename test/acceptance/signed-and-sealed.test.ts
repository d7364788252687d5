import { figureOf, logSince } from '../support/gateway-state';
import { lettersOf } from '../support/letters';
import { encrypt, OutsiderSeal, sign } from '../support/outsider-seal';
import { OwnStack } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient, topicOf } from '../support/platform';
import { SPOILED } from '../support/spoiled';
import { knownKeys } from '../support/stack-keys';
import { until } from '../support/until';
import { confirm, UploadDesk, type DeskAnswer } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const SC = '510000';

describe.each([
  ['signed and sealed', { signature: 'SM2', encryption: 'SM4' }],
  ['signed alone', { signature: 'SM2' }],
  ['sealed alone', { encryption: 'SM4' }],
] as const)('%s', (_name, set: { signature?: 'SM2'; encryption?: 'SM4' }) => {
  const rules = { signature: set.signature !== undefined, encryption: set.encryption !== undefined };
  const own = new OwnStack({ provinces: [SC], set: { ...set, 'waiting_room.timeout': '2s' } });
  let platform: PlatformClient;
  let desk: UploadDesk;
  let seal: OutsiderSeal;
  let answerTo: () => DeskAnswer = confirm;

  beforeAll(async () => {
    await own.start();
    seal = new OutsiderSeal(knownKeys(SC), rules);
    platform = new PlatformClient(seal);
    desk = new UploadDesk(SC, () => answerTo(), seal);
    await Promise.all([platform.start(), desk.start()]);
  });
  afterEach(() => (answerTo = confirm));
  afterAll(async () => {
    await Promise.all([platform.stop(), desk.stop()]);
    await own.wipe();
  });

  /** Sends an envelope as it is. */
  const sendAsItIs = (infno: string, envelope: Record<string, unknown>, topic = topicOf(infno, SC)) =>
    platform.sendRaw(topic, [{ key: String(envelope['msgid']), value: JSON.stringify(envelope) }]);

  test('a relationship is established from either side, a limit set, paid, uploaded and acknowledged', async () => {
    const donor = await register(SC, someone(SC), '500.00');
    const body = establishment(donor, someone('440000'), [limitOf('100.00')]);
    expect(await platform.ask(SC, 'M101', body)).toBe('0');
    const limit = limitOf('50.00');
    expect(await platform.ask(SC, 'M201', { mulaid_rel_id: body.mulaid_rel_id, limit })).toBe('0');
    expect(await accountOf(SC, donor.psn_no)).toMatchObject({ frozen: '150.00' });

    const { benef } = await wallet(platform, SC, ['80.00']);
    const usage = usageOf(benef.psn_no, '30.00');
    const paid = await settle(SC, '/usages', usage);
    expect(paid.status).toBe(201);
    const upload = await desk.hear(({ input }) => input.use_id === paid.body['use_id']);
    expect(upload).toMatchObject({ infno: 'M411', input: { acct_mulaid_pay: '30.00' } });
    await until(async () => {
      const { body: shown } = await settle(SC, `/usages/${usage.setl_id}`);
      return (shown['upload'] as { state: string }).state === 'CONFIRMED';
    });
  });

  test('a key id that is left out means the oldest key in force; what waits, is repeated or differs is told as ever', async () => {
    const donor = await register(SC, someone(SC), '500.00');
    const body = establishment(donor, someone('440000'));
    const { known } = seal;
    const nameless = (envelope: Record<string, unknown>) => {
      const encrypted = rules.encryption ? { ...encrypt(envelope, known.secret), enc_key_id: undefined } : envelope;
      return rules.signature ? sign(encrypted, { ...known.platform, key_id: '' }) : encrypted;
    };
    const early = limitOf('20.00');
    const ahead = await platform.send(SC, 'M201', { mulaid_rel_id: body.mulaid_rel_id, limit: early });
    const envelope = envelopeOf(SC, 'M101', body);
    const msgid = String(envelope['msgid']);
    await sendAsItIs('M101', nameless(envelope));
    expect(codeOf(await platform.answerTo(msgid))).toBe('0');
    expect(codeOf(await platform.answerTo(ahead))).toBe('0');
    // The same content, encrypted anew and written otherwise: the hash is over what was decrypted.
    await platform.send(SC, 'M101', Object.fromEntries(Object.entries(body).reverse()), { msgid });
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe('0');
    await platform.send(SC, 'M101', { ...body, rel_type: '01' }, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 3))).toBe('E04');
  });

  const spoiled = SPOILED.filter(({ needs }) => rules[needs]);

  test.each(spoiled)('$what is E02 before all else and never stored', async ({ spoil }) => {
    const donor = await register(SC, someone(SC), '500.00');
    const body = establishment(donor, someone('440000'));
    const envelope = envelopeOf(SC, 'M101', body);
    const msgid = String(envelope['msgid']);
    // Also where the envelope is malformed, and whatever is known under this msgid.
    for (const given of [envelope, { ...envelope, infver: '9.9' }]) await sendAsItIs('M101', spoil(given, seal));
    for (const nth of [1, 2]) expect(codeOf(await platform.answerTo(msgid, nth))).toBe('E02');
    expect(await accountOf(SC, donor.psn_no)).toMatchObject({ frozen: '0.00' });
    await sendAsItIs('M101', seal.seal(envelope));
    expect(codeOf(await platform.answerTo(msgid, 3))).toBe('0');
    await sendAsItIs('M101', spoil(envelope, seal));
    expect(codeOf(await platform.answerTo(msgid, 4))).toBe('E02');
    await sendAsItIs('M101', seal.seal(envelope));
    expect(codeOf(await platform.answerTo(msgid, 5))).toBe('0');
    expect(await accountOf(SC, donor.psn_no)).toMatchObject({ frozen: '100.00' });
  });

  test('an M191 of any such kind is a dead letter and confirms nothing', async () => {
    answerTo = () => undefined;
    const { benef } = await wallet(platform, SC, ['80.00']);
    const usage = usageOf(benef.psn_no, '30.00');
    const use_id = (await settle(SC, '/usages', usage)).body['use_id'];
    const upload = await desk.hear(({ input }) => input.use_id === use_id);
    const state = async () =>
      ((await settle(SC, `/usages/${usage.setl_id}`)).body['upload'] as { state: string }).state;
    const answers = spoiled.map(({ spoil }) => {
      const answer = envelopeOf(SC, 'M191', confirm() as object, { inf_refmsgid: upload.msgid });
      return { msgid: answer['msgid'], spoiled: spoil(answer, seal) };
    });
    for (const each of answers) await sendAsItIs('M191', each.spoiled, `mulaid.down.ack.${SC}`);
    const kept = async () => {
      const letters = await lettersOf<{ msgid?: string; reason: string; state: string }>(SC, 'operator');
      return letters.filter(({ msgid }) => answers.some((each) => each.msgid === msgid));
    };
    await until(async () => (await kept()).length === answers.length);
    for (const letter of await kept()) expect(letter.reason).toContain('E02');
    expect(await state()).not.toBe('CONFIRMED');
    await desk.answer(upload.msgid, confirm() as object);
    await until(async () => (await state()) === 'CONFIRMED');
  });

  test('no key and no person’s name stands in the log', () => {
    const text = JSON.stringify(logSince(SC).lines);
    const { platform: theirs, province, secret } = seal.known;
    for (const key of [theirs.private, province.private, secret.key, '张三']) expect(text).not.toContain(key);
  });

  test('what a sealed dead letter holds is not shown to an operator', async () => {
    const broken = seal.seal(envelopeOf(SC, 'M191', { infcode: '0' }, { inf_refmsgid: 'nobody' }));
    await sendAsItIs('M191', broken, `mulaid.down.ack.${SC}`);
    const find = async () => (await lettersOf(SC, 'operator')).find(({ msgid }) => msgid === broken['msgid']);
    await until(async () => (await find()) !== undefined);
    const record = (await find())?.record;
    if (rules.encryption) expect(record).toBeNull();
    else expect(JSON.parse(record ?? '{}')).toMatchObject({ input: { infcode: '0' } });
    await until(async () => ((await figureOf(SC, 'mutual_aid_dead_letters_open')) ?? 0) > 0);
  });
});
