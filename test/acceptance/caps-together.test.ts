import { audit } from '../support/balance';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone, type Stated } from '../support/people';
import { codeOf, envelopeOf, PlatformClient, topicOf } from '../support/platform';

const JS = '320000';
const REGIONS = {
  '320101': { outstanding_max: '100.00' },
  '320102': { settings_per_day: 5 },
  '320103': { settings_per_month: 7 },
  '320104': { settings_per_year: 9 },
  '320105': { amount_per_month: '100.00' },
  '320106': { amount_per_year: '110.00' },
  '320107': { beneficiaries_max: 3 },
};
const AT_ONCE = 60;
const PARTITIONS = 6;

const own = new OwnStack({ provinces: [JS], policies: policiesOf(JS, REGIONS) });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

const donorIn = (region: string, balance = '1000.00') => register(JS, { ...someone(JS), insu_admdvs: region }, balance);

/** Relationships of a donor; their first limits lie in another year, so that of all caps they touch only the sums. */
async function relationshipsOf(donor: Stated, count: number): Promise<string[]> {
  const longAgo = Date.UTC(2021, 5, 5);
  const bodies = Array.from({ length: count }, () =>
    establishment(donor, someone('510000'), [limitOf('0.01', longAgo)]),
  );
  expect(await Promise.all(bodies.map((body) => platform.ask(JS, 'M101', body)))).toEqual(bodies.map(() => '0'));
  return bodies.map((body) => body.mulaid_rel_id);
}

/** Sends all in one go, spread over the partitions or as one batch in one, and gives the codes in that order. */
async function askAtOnce(infno: string, inputs: readonly object[], spread: boolean): Promise<string[]> {
  const envelopes = inputs.map((input) => envelopeOf(JS, infno, input));
  const records = envelopes.map((envelope, index) => ({
    value: JSON.stringify(envelope),
    partition: spread ? index % PARTITIONS : 0,
  }));
  await platform.sendRaw(topicOf(infno, JS), records);
  return Promise.all(envelopes.map(async ({ msgid }) => codeOf(await platform.answerTo(String(msgid)))));
}

describe(`${AT_ONCE} messages at once on one donor never pass a cap or the balance together (R11, R12)`, () => {
  test.each<[string, string, 'M101' | 'M201', boolean, number, string]>([
    ['outstanding', '320101', 'M101', true, 14, 'E24'],
    ['outstanding', '320101', 'M201', true, 14, 'E24'],
    ['outstanding, one batch', '320101', 'M201', false, 14, 'E24'],
    ['settings a day', '320102', 'M101', true, 5, 'E22'],
    ['settings a day', '320102', 'M201', true, 5, 'E22'],
    ['settings a month', '320103', 'M201', true, 7, 'E22'],
    ['settings a year', '320104', 'M101', true, 9, 'E22'],
    ['amount a month', '320105', 'M101', true, 14, 'E23'],
    ['amount a month, one batch', '320105', 'M201', false, 14, 'E23'],
    ['amount a year', '320106', 'M201', true, 15, 'E23'],
    ['beneficiaries', '320107', 'M101', true, 3, 'E24'],
    ['the balance', '320999', 'M101', true, 14, 'E25'],
    ['the balance', '320999', 'M201', true, 14, 'E25'],
  ])('%s (%s) by %s', async (_what, region, infno, spread, fit, code) => {
    const donor = await donorIn(region, region === '320999' ? '100.00' : '1000.00');
    const setTime = Date.now();
    const related = infno === 'M201' ? await relationshipsOf(donor, 3) : [];
    const inputs = Array.from({ length: AT_ONCE }, (_, index) =>
      infno === 'M101'
        ? establishment(donor, someone('510000'), [limitOf('7.00', setTime)])
        : { mulaid_rel_id: related[index % related.length], limit: limitOf('7.00', setTime) },
    );
    const codes = await askAtOnce(infno, inputs, spread);
    expect(codes.filter((each) => each === '0')).toHaveLength(fit);
    expect(codes.filter((each) => each === code)).toHaveLength(AT_ONCE - fit);
    const frozen = (fit * 7 + related.length * 0.01).toFixed(2);
    expect(await accountOf(JS, donor.psn_no)).toMatchObject({ frozen });
  });
});

describe('60, 60 and 150 against an outstanding cap of 100: exactly one is accepted', () => {
  const ORDERS = [
    [60, 60, 150],
    [60, 150, 60],
    [150, 60, 60],
  ];
  const settings = (order: number[]) => order.map((amount) => limitOf(amount.toFixed(2)));

  test.each(ORDERS)('M201s of %d, %d, %d, one after the other', async (...order) => {
    const donor = await donorIn('320101');
    const [mulaid_rel_id] = await relationshipsOf(donor, 1);
    const codes: string[] = [];
    for (const limit of settings(order)) codes.push(await platform.ask(JS, 'M201', { mulaid_rel_id, limit }));
    await expectOneSixty(donor, order, codes, '60.01');
  });

  test.each(ORDERS)('M201s of %d, %d, %d in separate partitions', async (...order) => {
    const donor = await donorIn('320101');
    const related = await relationshipsOf(donor, order.length);
    const inputs = settings(order).map((limit, index) => ({ mulaid_rel_id: related[index], limit }));
    await expectOneSixty(donor, order, await askAtOnce('M201', inputs, true), '60.03');
  });

  test.each(ORDERS)('M201s of %d, %d, %d as one batch', async (...order) => {
    const donor = await donorIn('320101');
    const [mulaid_rel_id] = await relationshipsOf(donor, 1);
    const inputs = settings(order).map((limit) => ({ mulaid_rel_id, limit }));
    await expectOneSixty(donor, order, await askAtOnce('M201', inputs, false), '60.01');
  });

  test.each(ORDERS)('M101s of %d, %d, %d at once', async (...order) => {
    const donor = await donorIn('320101');
    const inputs = settings(order).map((limit) => establishment(donor, someone('510000'), [limit]));
    await expectOneSixty(donor, order, await askAtOnce('M101', inputs, true), '60.00');
  });

  async function expectOneSixty(donor: Stated, order: number[], codes: string[], frozen: string): Promise<void> {
    expect([...codes].sort()).toEqual(['0', 'E24', 'E24']);
    expect(order[codes.indexOf('0')]).toBe(60);
    expect(await accountOf(JS, donor.psn_no)).toMatchObject({ frozen });
  }
});

test('the books are right', () => {
  expect(audit(JS)).toMatchObject({ status: 0, proof: { ok: true } });
});
