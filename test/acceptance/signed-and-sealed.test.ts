import { figureOf, logSince } from '../support/gateway-state';
import { lettersOf } from '../support/letters';
import { encrypt, OutsiderSeal, sign, verifies } from '../support/outsider-seal';
import { OwnStack } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient, topicOf } from '../support/platform';
import { PlatformHttp } from '../support/platform-http';
import { SPOILED } from '../support/spoiled';
import { knownKeys } from '../support/stack-keys';
import { request } from '../support/stack';
import { until } from '../support/until';
import { confirm, UploadDesk, type DeskAnswer } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';

const SC = '510000';

describe.each([
  ['signed and sealed', { signature: 'SM2', encryption: 'SM4' }],
  ['signed alone', { signature: 'SM2' }],
  ['sealed alone', { encryption: 'SM4' }],
  ['neither, with keys', { encryption: 'NONE' }],
] as const)('%s', (_name, set: { signature?: 'SM2'; encryption?: 'SM4' | 'NONE' }) => {
  const rules = { signature: set.signature === 'SM2', encryption: set.encryption === 'SM4' };
  const http = new PlatformHttp();
  let own: OwnStack;
  let platform: PlatformClient;
  let desk: UploadDesk;
  let seal: OutsiderSeal;
  let answerTo: () => DeskAnswer = confirm;

  beforeAll(async () => {
    await http.start();
    own = new OwnStack({ provinces: [SC], platformUrl: http.url, set: { ...set, 'waiting_room.timeout': '2s' } });
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
    await http.stop();
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

  const unlessNone = spoiled.length > 0 ? describe : () => undefined;
  unlessNone('what is not rightly signed or encrypted', () => {
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

    test('a dead letter that is redriven goes through the same opening', async () => {
      const answer = envelopeOf(SC, 'M191', { infcode: '0' }, { inf_refmsgid: 'nobody' });
      await sendAsItIs('M191', spoiled[0]?.spoil(answer, seal) ?? answer, `mulaid.down.ack.${SC}`);
      type Letter = { id: string; msgid?: string; state: string; history: { what: string }[] };
      const find = async () => (await lettersOf<Letter>(SC, 'operator')).find(({ msgid }) => msgid === answer['msgid']);
      await until(async () => (await find()) !== undefined);
      const path = `/api/v1/dead-letters/${(await find())?.id}/redrive`;
      expect((await request(SC, 'POST', path, { roles: ['operator'] })).status).toBe(200);
      const letter = await find();
      expect(letter?.state).toBe('OPEN');
      expect(letter?.history.map(({ what }) => what)).toEqual([
        expect.stringContaining('E02'),
        'REDRIVEN',
        expect.stringContaining('E02'),
      ]);
    });
  });

  const whereNotAskedFor = rules.encryption ? () => undefined : test;
  whereNotAskedFor('an encrypted body is decrypted where a key is in force, else E02', async () => {
    const donor = await register(SC, someone(SC), '500.00');
    const body = establishment(donor, someone('440000'));
    const { platform: pair, secret } = seal.known;
    const encrypted = (envelope: Record<string, unknown>, by = secret) =>
      rules.signature ? sign(encrypt(envelope, by), pair) : encrypt(envelope, by);
    const envelope = envelopeOf(SC, 'M101', body);
    const msgid = String(envelope['msgid']);
    await sendAsItIs('M101', encrypted(envelope, { ...secret, enc_key_id: 'nobody' }));
    expect(codeOf(await platform.answerTo(msgid))).toBe('E02');
    // Behind an encrypted message those in plain of the same partition keep their order.
    const { mulaid_rel_id } = body;
    const next = [1, 2, 3].map(() => envelopeOf(SC, 'M103', { mulaid_rel_id, reason: '撤销' }));
    const values = [encrypted(envelope), ...next.map((each) => seal.seal(each))];
    const records = values.map((value) => ({ key: mulaid_rel_id, value: JSON.stringify(value) }));
    await platform.sendRaw(topicOf('M101', SC), records);
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe('0');
    const codes = await Promise.all(next.map((each) => platform.answerTo(String(each['msgid']))));
    expect(codes.map(codeOf)).toEqual(['0', 'E31', 'E31']);
  });

  test('a download is signed where signatures are asked for', async () => {
    const { path, query, headers } = await http.request((asked) => asked.path === '/mulaid/v1/relations');
    expect(headers).toMatchObject({ 'x-admdvs': SC, 'x-date': expect.stringMatching(/\+08:00$/) as string });
    const { province } = seal.known;
    expect(headers['x-key-id']).toBe(rules.signature ? province.key_id : undefined);
    const signature = Buffer.from(String(headers['x-signature'] ?? ''), 'base64').toString('hex');
    const text = `admdvs=${SC}&date=${String(headers['x-date'])}&method=GET&path=${path}&query=${query.toString()}`;
    expect(signature !== '' && verifies(text, signature, province.public)).toBe(rules.signature);
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
