import { accountOf, establishment, limitOf } from '../support/people';
import { donor, GD, given, idOf, of, platform, reason, received, SC, set, there } from '../support/situations';
import { request } from '../support/stack';
import {
  cancel,
  closing,
  figuresOf,
  reconcile,
  reconciling,
  terminate,
  usagePages,
  type Figures,
} from '../support/termination';
import { until } from '../support/until';
import { confirm, UploadDesk } from '../support/upload-desk';
import { settle, usageOf, wallet } from '../support/wallets';
import { codesOf, sendEarly } from '../support/waiting-room';
import { asked, establishAt, relationshipAt } from '../support/windows';

// The tests answer what they wait for.
const desk = new UploadDesk(GD, (upload) => (upload.infno === 'M111' ? undefined : confirm()));
const homeDesk = new UploadDesk(SC);

beforeAll(() => Promise.all([platform.start(), desk.start(), homeDesk.start()]));
afterAll(() => Promise.all([platform.stop(), desk.stop(), homeDesk.stop()]));

type Shown = Awaited<ReturnType<typeof relationshipAt>>;

const own = ({ limits }: Pick<Shown, 'limits'>): Figures[] =>
  limits.filter(({ state }) => state !== 'REVOKED' && state !== 'REFUSED').map((each) => figuresOf(each));
const shownOf = (id: string) => relationshipAt(GD, id);

/** How a relationship comes to each state; each has a limit of 100.00 that nobody spent. */
const donorIn = {
  PENDING: async () => {
    const made = await establishAt(GD, asked(await donor(), there(), ['100.00']));
    return made.mulaid_rel_id;
  },
  EFFECTIVE: async () => (await given()).mulaid_rel_id,
  TERMINATING: async () => blocked((await given()).mulaid_rel_id),
  TERMINATED: async () => ended((await given()).mulaid_rel_id),
  REVOKED: async () => revoked((await given()).mulaid_rel_id),
};
const benefIn = {
  EFFECTIVE: async () => (await received()).mulaid_rel_id,
  TERMINATING: async () => blocked((await received()).mulaid_rel_id),
  TERMINATED: async () => ended((await received()).mulaid_rel_id),
  REVOKED: async () => revoked((await received()).mulaid_rel_id),
};

async function blocked(id: string): Promise<string> {
  expect((await reconcile(platform, GD, reconciling(id, own(await shownOf(id))))).result).toBe('MATCH');
  return id;
}

async function ended(id: string): Promise<string> {
  expect(await terminate(platform, GD, id, own(await shownOf(id)))).toBe('0');
  return id;
}

async function revoked(id: string): Promise<string> {
  expect(await platform.ask(GD, 'M103', { mulaid_rel_id: id, reason })).toBe('0');
  return id;
}

/** Each message as it would be right, by the relationship as it is. */
const MESSAGES: Readonly<Record<string, (shown: Shown) => object>> = {
  M103: ({ mulaid_rel_id }) => ({ mulaid_rel_id, reason }),
  M203: ({ mulaid_rel_id, limits }) => ({ mulaid_rel_id, mulaid_lmt_id: limits[0]?.mulaid_lmt_id, reason }),
  M201: (shown) => set(shown),
  M202: (shown) => set(shown),
  M301: (shown) => reconciling(shown.mulaid_rel_id, own(shown)),
  M302: (shown) => closing(shown.mulaid_rel_id, own(shown)),
  M303: ({ mulaid_rel_id }) => ({ mulaid_rel_id, reason }),
};

type Cell = [message: string, before: string, code: string, after: string, frozen: string];

const AS_DONOR: Cell[] = [
  ['M103', 'PENDING', '0', 'REVOKED', '0.00'],
  ['M103', 'EFFECTIVE', '0', 'REVOKED', '0.00'],
  ['M103', 'TERMINATING', '0', 'REVOKED', '0.00'],
  ['M103', 'TERMINATED', 'E31', 'TERMINATED', '0.00'],
  ['M103', 'REVOKED', 'E31', 'REVOKED', '0.00'],
  ['M203', 'PENDING', '0', 'EFFECTIVE', '0.00'],
  ['M203', 'EFFECTIVE', '0', 'EFFECTIVE', '0.00'],
  ['M203', 'TERMINATING', '0', 'TERMINATING', '0.00'],
  ['M203', 'TERMINATED', 'E31', 'TERMINATED', '0.00'],
  ['M203', 'REVOKED', 'E31', 'REVOKED', '0.00'],
  ['M201', 'PENDING', '0', 'EFFECTIVE', '101.00'],
  ['M201', 'EFFECTIVE', '0', 'EFFECTIVE', '101.00'],
  ['M201', 'TERMINATING', 'E31', 'TERMINATING', '100.00'],
  ['M201', 'TERMINATED', 'E31', 'TERMINATED', '0.00'],
  ['M201', 'REVOKED', 'E31', 'REVOKED', '0.00'],
  ['M202', 'EFFECTIVE', 'E11', 'EFFECTIVE', '100.00'],
  ['M301', 'PENDING', '0', 'TERMINATING', '100.00'],
  ['M301', 'EFFECTIVE', '0', 'TERMINATING', '100.00'],
  ['M301', 'TERMINATING', '0', 'TERMINATING', '100.00'],
  ['M301', 'TERMINATED', 'E31', 'TERMINATED', '0.00'],
  ['M301', 'REVOKED', 'E31', 'REVOKED', '0.00'],
  ['M302', 'PENDING', 'E31', 'PENDING', '100.00'],
  ['M302', 'EFFECTIVE', 'E31', 'EFFECTIVE', '100.00'],
  ['M302', 'TERMINATING', '0', 'TERMINATED', '0.00'],
  ['M302', 'TERMINATED', 'E31', 'TERMINATED', '0.00'],
  ['M302', 'REVOKED', 'E31', 'REVOKED', '0.00'],
  ['M303', 'PENDING', 'E31', 'PENDING', '100.00'],
  ['M303', 'EFFECTIVE', 'E31', 'EFFECTIVE', '100.00'],
  ['M303', 'TERMINATING', '0', 'EFFECTIVE', '100.00'],
  ['M303', 'TERMINATED', 'E31', 'TERMINATED', '0.00'],
  ['M303', 'REVOKED', 'E31', 'REVOKED', '0.00'],
];

const AS_BENEFICIARY: [message: string, before: string, code: string, after: string][] = [
  ...AS_DONOR.filter(([message, before]) => before !== 'PENDING' && message !== 'M201' && message !== 'M202').map(
    ([message, before, code, after]): [string, string, string, string] => [message, before, code, after],
  ),
  ['M202', 'EFFECTIVE', '0', 'EFFECTIVE'],
  ['M202', 'TERMINATING', '0', 'TERMINATING'],
  ['M202', 'TERMINATED', 'E31', 'TERMINATED'],
  ['M202', 'REVOKED', 'E31', 'REVOKED'],
  ['M201', 'EFFECTIVE', 'E10', 'EFFECTIVE'],
];

describe('§4: every message in every state', () => {
  test.each(AS_DONOR)(
    'donor region: %s while %s: %s, then %s, frozen %s',
    async (message, before, code, after, frozen) => {
      const id = await donorIn[before as keyof typeof donorIn]();
      const shown = await shownOf(id);
      expect(shown.state).toBe(before);
      expect(await platform.ask(GD, message, MESSAGES[message]?.(shown) ?? {})).toBe(code);
      expect((await shownOf(id)).state).toBe(after);
      expect(await accountOf(GD, shown.donor.psn_no)).toMatchObject({ balance: '1000.00', frozen });
    },
  );

  test.each(AS_BENEFICIARY)('beneficiary region: %s while %s: %s, then %s', async (message, before, code, after) => {
    const id = await benefIn[before as keyof typeof benefIn]();
    const shown = await shownOf(id);
    expect(await platform.ask(GD, message, MESSAGES[message]?.(shown) ?? {})).toBe(code);
    expect((await shownOf(id)).state).toBe(after);
  });

  test('for an unknown relationship they wait, and are answered in order of arrival', async () => {
    const body = establishment(await donor(), there());
    const right = body.limits.map((each) => figuresOf(each as ReturnType<typeof limitOf>));
    const msgids = await sendEarly(GD, body.mulaid_rel_id, [
      of('M303', { ...idOf(body), reason }),
      of('M301', reconciling(body.mulaid_rel_id, right)),
      of('M302', closing(body.mulaid_rel_id, right)),
    ]);
    expect(await platform.ask(GD, 'M101', body)).toBe('0');
    expect(await codesOf(msgids)).toEqual(['E31', '0', '0']);
    expect(await shownOf(body.mulaid_rel_id)).toMatchObject({ state: 'TERMINATED' });
    expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ balance: '1000.00', frozen: '0.00' });
  });
});

describe('R27–R29', () => {
  test('a mismatch, then a match with the figures turned; M302 by the last match, though a limit was revoked since', async () => {
    const body = await given([limitOf('10.00'), limitOf('20.00')]);
    const figures = own(await shownOf(body.mulaid_rel_id));
    const other = figures.map((each) => ({ ...each, used_cnt: 1 }));
    const first = await reconcile(platform, GD, reconciling(body.mulaid_rel_id, other));
    expect(first).toMatchObject({ result: 'MISMATCH', limits: figures });
    expect(await platform.ask(GD, 'M302', closing(body.mulaid_rel_id, figures))).toBe('E32');
    expect((await reconcile(platform, GD, reconciling(body.mulaid_rel_id, figures.toReversed()))).result).toBe('MATCH');
    const wrong = closing(body.mulaid_rel_id, figures);
    const more = { ...wrong, limits: wrong.limits.map((each) => ({ ...each, ret_amt: '9.99' })) };
    expect(await platform.ask(GD, 'M302', more)).toBe('E32');
    expect(await platform.ask(GD, 'M203', { ...idOf(body), mulaid_lmt_id: figures[0]?.mulaid_lmt_id, reason })).toBe(
      '0',
    );
    expect(await platform.ask(GD, 'M302', closing(body.mulaid_rel_id, figures))).toBe('0');
    const shown = await shownOf(body.mulaid_rel_id);
    expect(shown.limits.map(({ state, ret_amt }) => [state, ret_amt])).toEqual([
      ['REVOKED', '10.00'],
      ['CLOSED', '20.00'],
    ]);
    expect(shown.history.map(({ to, cause }) => [to, cause])).toEqual([
      ['EFFECTIVE', 'M101'],
      ['TERMINATING', 'M301'],
      ['TERMINATED', 'M302'],
    ]);
    expect(await accountOf(GD, body.donor.psn_no)).toMatchObject({ balance: '1000.00', frozen: '0.00' });
  });

  test('a cancelled termination can be spent from again; a match before it counts no more', async () => {
    const { benef, relationshipIds } = await wallet(platform, GD, ['100.00']);
    const id = relationshipIds[0] ?? '';
    await blocked(id);
    expect(await platform.ask(GD, 'M202', { mulaid_rel_id: id, limit: limitOf('1.00') })).toBe('0');
    expect((await settle(GD, '/usages', usageOf(benef.psn_no, '30.00'))).body).toMatchObject({
      acct_mulaid_pay: '0.00',
    });
    expect(await cancel(platform, GD, id)).toBe('0');
    expect((await settle(GD, '/usages', usageOf(benef.psn_no, '101.00'))).body).toMatchObject({
      acct_mulaid_pay: '101.00',
    });
    expect((await reconcile(platform, GD, reconciling(id, []))).result).toBe('MISMATCH');
    expect(await platform.ask(GD, 'M302', closing(id, []))).toBe('E32');
  });

  test('after its own mismatch the beneficiary region lists every usage and reversal, after a reversal that waits', async () => {
    const { benef, relationshipIds } = await wallet(platform, GD, ['100.00']);
    const id = relationshipIds[0] ?? '';
    const kept = usageOf(benef.psn_no, '10.00');
    const undone = usageOf(benef.psn_no, '20.00');
    for (const each of [kept, undone]) expect((await settle(GD, '/usages', each)).status).toBe(201);
    expect((await settle(GD, `/usages/${undone.setl_id}/reversal`, {})).status).toBe(201);
    const { result, limits } = await reconcile(platform, GD, reconciling(id, []));
    expect([result, limits]).toMatchObject(['MISMATCH', [{ used_amt: '10.00', used_cnt: 3 }]]);
    const lines = await usagePages(desk, id);
    expect(lines.map(({ amt, orig_use_id }) => [amt, orig_use_id !== undefined])).toEqual([
      ['10.00', false],
      ['20.00', false],
      ['20.00', true],
    ]);
    expect(await terminate(platform, GD, id, limits)).toBe('0');
    // A reversal after the end goes to the donor's account: in this region returned rises.
    expect((await settle(GD, `/usages/${kept.setl_id}/reversal`, {})).status).toBe(201);
    expect((await shownOf(id)).limits).toMatchObject([
      { state: 'CLOSED', used_amt: '0.00', ret_amt: '100.00', balc: '0.00' },
    ]);
  });

  test('200 usages race with the termination: what the match says is what was paid, and nothing is paid after it', async () => {
    const { benef, relationshipIds } = await wallet(platform, SC, ['100.00']);
    const id = relationshipIds[0] ?? '';
    const paying = Array.from({ length: 200 }, () => settle(SC, '/usages', usageOf(benef.psn_no, '0.10')));
    const asks = reconcile(platform, SC, reconciling(id, []));
    const paid = await Promise.all(paying);
    const drawn = paid.filter(({ body }) => body['acct_mulaid_pay'] === '0.10').length;
    const { limits } = await asks;
    expect(limits).toMatchObject([{ used_cnt: drawn, used_amt: (drawn / 10).toFixed(2) }]);
    expect(await terminate(platform, SC, id, limits)).toBe('0');
    expect(await usagePages(homeDesk, id)).toHaveLength(drawn);
    await until(async () => {
      const { body } = await request(SC, 'GET', '/api/v1/audit/conservation', { roles: ['auditor'] });
      return body['ok'] === true;
    });
  });
});
