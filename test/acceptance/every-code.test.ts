import { BENEFICIARY_CASES, DONOR_CASES } from '../support/establishing-cases';
import { LIMIT_CASES } from '../support/limit-cases';
import { establishment, someone } from '../support/people';
import { codeOf } from '../support/platform';
import { type Change, GD, platform, there } from '../support/situations';

beforeAll(() => platform.start());
afterAll(() => platform.stop());

const CASES = [...DONOR_CASES, ...BENEFICIARY_CASES, ...LIMIT_CASES];
/** Refused at the door, and never stored: the next record with that msgid is handled as the first. */
const NEVER_STORED = ['E02', 'E03'];

describe('every code that a message can meet (§3), its answer, and its repeat', () => {
  // All are sent at the start, so that what waits in vain does so beside the others.
  let sent: Promise<{ infno: string; input: object; change: Change; msgid: string }>[];
  beforeAll(() => {
    sent = CASES.map(async ([, , make]) => {
      const { infno, input, change = {} } = await make();
      return { infno, input, change, msgid: await platform.send(GD, infno, input, change) };
    });
    for (const each of sent) each.catch(() => undefined);
  });

  test.each(CASES.map(([what, code], index) => [what, code, index] as const))('%s: %s', async (_what, code, index) => {
    const { infno, input, change, msgid } = await (sent[index] as (typeof sent)[number]);
    const first = await platform.answerTo(msgid);
    expect(codeOf(first)).toBe(code);
    expect(first).toEqual(
      code === '0'
        ? { infcode: '0' }
        : { infcode: '-1', err_code: code, err_msg: expect.stringMatching(/[\u4e00-\u9fff]/) as string },
    );
    const answer = platform.answers.get(msgid)?.[0];
    expect(answer).toMatchObject({ infno: 'M191', infver: '1.0', send_admdvs: GD, recv_admdvs: '100000' });
    expect(answer?.msgid).toMatch(/^440000\d{24}$/);
    expect(answer?.headers).toMatchObject({ infno: 'M191', msgid: answer?.msgid });

    await platform.send(GD, infno, input, { ...change, msgid });
    expect(await platform.answerTo(msgid, 2)).toEqual(first);
    await platform.send(GD, 'M101', establishment(someone(GD), there()), { msgid });
    expect(codeOf(await platform.answerTo(msgid, 3))).toBe(NEVER_STORED.includes(code) ? 'E10' : 'E04');
    if (NEVER_STORED.includes(code)) return;
    await platform.send(GD, infno, input, { ...change, msgid });
    expect(await platform.answerTo(msgid, 4)).toEqual(first);
  });

  test('all of them were met', () => {
    const codes = new Set(CASES.map(([, code]) => code));
    const met = 'E01 E02 E03 E04 E10 E11 E12 E13 E14 E15 E16 E20 E21 E22 E23 E24 E25 E30 E31'.split(' ');
    expect([...codes].sort()).toEqual(['0', ...met]);
  });
});
