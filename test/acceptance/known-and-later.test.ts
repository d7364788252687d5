import { lettersOf } from '../support/letters';
import { establishment, someone } from '../support/people';
import { codeOf, newMsgid } from '../support/platform';
import { type Change, donor, GD, platform, SC, there } from '../support/situations';
import { until } from '../support/until';

beforeAll(() => platform.start());
afterAll(() => platform.stop());

describe('a known msgid is decided before everything but E02', () => {
  test.each<[string, Change, string]>([
    ['the same, to another province', { recv_admdvs: SC }, '0'],
    ['the same, of another version', { infver: '2.0' }, '0'],
    ['the same, without a time', { inf_time: undefined }, '0'],
    ['the same, with an operator', { opter_type: '1', opter: 'x', opter_name: '某' }, '0'],
    ['another number', { infno: 'M102' }, 'E04'],
    ['another number, not known here', { infno: 'M999' }, 'E04'],
    ['other content, to another province', { recv_admdvs: SC, input: { a: 1 } }, 'E04'],
    ['a field more', { input: { a: 1 } }, 'E04'],
    ['what cannot be decrypted', { enctype: 'SM4', enc_input: 'AAAA' }, 'E02'],
  ])('%s: %s', async (_what, change, code) => {
    const body = establishment(await donor(), there());
    const msgid = await platform.send(GD, 'M101', body);
    expect(codeOf(await platform.answerTo(msgid))).toBe('0');
    const input = { ...body, ...(change['input'] as object | undefined) };
    await platform.send(GD, 'M101', input, { ...change, input, msgid });
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe(code);
    await platform.send(GD, 'M101', body, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 3))).toBe('0');
  });

  test('null and "" do not count as content, the order of fields does not either', async () => {
    const body = establishment(await donor(), there());
    const msgid = await platform.send(GD, 'M101', body);
    expect(codeOf(await platform.answerTo(msgid))).toBe('0');
    const turned = Object.fromEntries(Object.entries({ ...body, note: null, more: '' }).reverse());
    await platform.send(GD, 'M101', turned, { msgid });
    expect(codeOf(await platform.answerTo(msgid, 2))).toBe('0');
  });
});

describe('what answers nothing', () => {
  const lettersAbout = async (msgid: string) =>
    (await lettersOf<{ msgid?: string; state: string; topic: string }>(GD, 'operator')).filter(
      (each) => each.msgid === msgid,
    );

  test('an M191 that answers nothing of ours is a dead letter, and not answered', async () => {
    const change = { infno: 'M191', inf_refmsgid: newMsgid() };
    const msgid = await platform.send(GD, 'M191', { infcode: '0' }, change);
    await until(async () => (await lettersAbout(msgid)).length === 1);
    expect(await platform.ask(GD, 'M101', establishment(someone(GD), there()))).toBe('E10');
    expect(platform.answers.get(msgid)).toBeUndefined();
  });
});
