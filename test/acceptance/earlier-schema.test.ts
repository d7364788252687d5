import { Spine1764000000000 } from '../../libs/province-store/src/migrations/1764000000000-spine';
import { Usages1764200000000 } from '../../libs/province-store/src/migrations/1764200000000-usages';
import { Wallet1764100000000 } from '../../libs/province-store/src/migrations/1764100000000-wallet';
import { sql } from '../support/database';
import { backTo } from '../support/earlier-schema';
import { OwnStack } from '../support/own-stack';
import { accountOf, establishment, limitOf, register, someone } from '../support/people';
import { codeOf, newId, PlatformClient } from '../support/platform';
import { request } from '../support/stack';
import { until } from '../support/until';
import { confirm, UploadDesk, type DeskAnswer } from '../support/upload-desk';

const SC = '510000';
const own = new OwnStack({ provinces: [SC] });
const operator = { roles: ['operator'] };
let platform: PlatformClient;
let desk: UploadDesk;
/** Uploads that the platform answers by itself; of the others the tests decide. */
const answered = new Set<string>();

/** An upload as the version before 1764400000000 kept it. */
interface Kept {
  readonly state: 'PENDING' | 'HELD' | 'CONFIRMED' | 'REFUSED' | 'REPLACED';
  /** What it is called here, and its use_id. */
  readonly use: string;
  readonly person: string;
  /** Of an M412. */
  readonly orig?: string;
}

const run = newId('U');
const idOf = (use: string): string => `${run}-${use}`;
const msgidOf = (use: string): string => `${SC}${run}${use}`.slice(-30);

const UPLOADS: readonly Kept[] = [
  { state: 'CONFIRMED', use: 'a1', person: 'A' },
  { state: 'CONFIRMED', use: 'a2', person: 'A', orig: 'a1' },
  { state: 'PENDING', use: 'a3', person: 'A' },
  { state: 'PENDING', use: 'b1', person: 'B' },
  { state: 'HELD', use: 'b2', person: 'B', orig: 'b1' },
  { state: 'HELD', use: 'b3', person: 'B' },
  { state: 'REFUSED', use: 'c1', person: 'C' },
  { state: 'HELD', use: 'c2', person: 'C', orig: 'c1' },
  { state: 'REPLACED', use: 'd0', person: 'D' },
  { state: 'CONFIRMED', use: 'd1', person: 'D' },
  { state: 'PENDING', use: 'd2', person: 'D', orig: 'd1' },
  { state: 'CONFIRMED', use: 'e1', person: 'E' },
  { state: 'REFUSED', use: 'e2', person: 'E', orig: 'e1' },
];

async function keepUpload({ state, use, person, orig }: Kept): Promise<void> {
  const at = Date.now() - 3_600_000;
  const input = {
    use_id: idOf(use),
    orig_use_id: orig && idOf(orig),
    setl_id: idOf(`S${use}`),
    psn_no: person,
    lines: [],
  };
  const infno = orig === undefined ? 'M411' : 'M412';
  const body = JSON.stringify(input);
  const refused = state === 'REFUSED' || state === 'REPLACED' ? ['E30', '额度不存在'] : [null, null];
  await sql(
    SC,
    'INSERT INTO upload (msgid, infno, record_key, body, use_id, orig_use_id, state, tries, next_at, created_at, ' +
      'upload_time, err_code, err_msg) VALUES (?)',
    [
      [
        ...[msgidOf(use), infno, person, body, idOf(use), orig === undefined ? null : idOf(orig), state],
        ...[state === 'HELD' ? 0 : 1, at, at, state === 'CONFIRMED' ? at : null, ...refused],
      ],
    ],
  );
  if (state !== 'REFUSED') return;
  const history = JSON.stringify([{ at, what: `${infno} 被平台拒绝：E30 额度不存在` }]);
  await sql(SC, 'INSERT INTO dead_letter (origin, at, reason, topic, msgid, record, state, history) VALUES (?)', [
    [`upload/${idOf(use)}`, at, 'E30', 'upload', msgidOf(use), Buffer.from(body), 'OPEN', history],
  ]);
}

/** A message that waits, as the version before kept it: fen are plain text in its body. */
async function keepWaiting(msgid: string, infno: string, relationshipId: string, body: object): Promise<void> {
  const hash = Buffer.alloc(32, 1);
  await sql(SC, 'INSERT INTO inbox (msgid, infno, content_hash, received_at) VALUES (?)', [
    [msgid, infno, hash, Date.now()],
  ]);
  await sql(
    SC,
    'INSERT INTO waiting_message (msgid, ref_msgid, content_hash, mulaid_rel_id, infno, body, arrived_at) VALUES (?)',
    [[msgid, msgid, hash, relationshipId, infno, JSON.stringify(body), Date.now()]],
  );
}

const donor = someone(SC);
const [early, taken] = [limitOf('20.00'), limitOf('30.00')];
const late = establishment(donor, someone('440000'), [limitOf('50.00')]);
const waiting = [newId('W'), newId('W'), newId('W')] as const;

beforeAll(async () => {
  await own.start();
  await backTo(own, SC, [Spine1764000000000, Wallet1764100000000, Usages1764200000000]);
  for (const each of UPLOADS) await keepUpload(each);
  const relationshipId = late.mulaid_rel_id;
  const termsOf = ({ mulaid_lmt_id: limitId }: typeof early, amount: string) => ({
    relationshipId,
    limit: { limitId, amount, setTime: Date.now() },
  });
  await keepWaiting(waiting[0], 'M201', relationshipId, termsOf(early, '2000'));
  await keepWaiting(waiting[1], 'M201', relationshipId, termsOf(taken, '3000'));
  const revocation = { relationshipId, limitId: taken.mulaid_lmt_id, reason: '撤销' };
  await keepWaiting(waiting[2], 'M203', relationshipId, revocation);
  await own.start();
  platform = new PlatformClient();
  desk = new UploadDesk(SC, ({ input }): DeskAnswer => (answered.has(input.use_id) ? confirm() : undefined));
  await Promise.all([platform.start(), desk.start()]);
});
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

const hear = (use: string) => desk.hear(({ input }) => input.use_id === idOf(use));
const isHeard = (use: string): boolean => desk.heard.some(({ input }) => input.use_id === idOf(use));

async function stateOf(use: string): Promise<string | undefined> {
  const rows = await sql<{ state: string }>(SC, 'SELECT state FROM upload WHERE subject = ? ORDER BY seq DESC', [
    idOf(use),
  ]);
  return rows[0]?.state;
}

test('everything that was kept is there, under the new names', async () => {
  const rows = await sql<Record<string, string | null>>(
    SC,
    'SELECT msgid, subject, after_subject, state, infno FROM upload ORDER BY seq',
  );
  expect(rows).toEqual(
    UPLOADS.map(({ state, use, orig }) => ({
      msgid: msgidOf(use),
      subject: idOf(use),
      after_subject: orig === undefined ? null : idOf(orig),
      state,
      infno: orig === undefined ? 'M411' : 'M412',
    })),
  );
  const indexes = await sql<{ Key_name: string }>(SC, 'SHOW INDEX FROM upload');
  expect([...new Set(indexes.map(({ Key_name }) => Key_name))].sort()).toEqual(
    ['PRIMARY', 'due', 'held', 'made', 'msgid', 'received', 'subject'].sort(),
  );
});

test('what is unanswered is sent again under its own msgid, and its answer counts', async () => {
  for (const use of ['a3', 'd2']) {
    expect(await hear(use)).toMatchObject({ msgid: msgidOf(use) });
    await desk.answer(msgidOf(use), confirm() ?? {});
    await until(async () => (await stateOf(use)) === 'CONFIRMED');
  }
});

test('an answer lets go what is held behind it, in order', async () => {
  await hear('b1');
  expect([isHeard('b2'), isHeard('b3')]).toEqual([false, false]);
  await desk.answer(msgidOf('b1'), confirm() ?? {});
  await Promise.all([hear('b2'), hear('b3')]);
  const heard = desk.heard.filter(({ key }) => key === 'B').map(({ input }) => input.use_id);
  expect([...new Set(heard)]).toEqual(['b1', 'b2', 'b3'].map(idOf));
  expect((await hear('b2')).input.orig_use_id).toBe(idOf('b1'));
});

test('what was refused is redriven, and what waited for it goes after it', async () => {
  answered.add(idOf('c1')).add(idOf('c2'));
  const { body } = await request(SC, 'GET', '/api/v1/dead-letters?limit=1000', operator);
  const letters = body['items'] as { id: string; msgid: string }[];
  const letter = letters.find(({ msgid }) => msgid === msgidOf('c1'));
  const redriven = await request(SC, 'POST', `/api/v1/dead-letters/${letter?.id}/redrive`, operator);
  expect(redriven).toMatchObject({ status: 200, body: { state: 'REDRIVEN' } });
  expect((await hear('c1')).msgid).not.toBe(msgidOf('c1'));
  await until(async () => (await stateOf('c2')) === 'CONFIRMED');
  answered.add(idOf('e2'));
  const again = await request(SC, 'POST', `/api/v1/uploads/${msgidOf('e2')}/redrive`, operator);
  expect(again).toMatchObject({ status: 200, body: { infno: 'M412' } });
  await until(async () => (await stateOf('e2')) === 'CONFIRMED');
});

test('what waits is taken up, in order of arrival, with its amounts', async () => {
  await register(SC, donor, '100.00');
  expect(await platform.ask(SC, 'M101', late)).toBe('0');
  for (const msgid of waiting) expect(codeOf(await platform.answerTo(msgid))).toBe('0');
  const { body } = await request(SC, 'GET', `/api/v1/relationships/${late.mulaid_rel_id}`, { roles: ['auditor'] });
  const limits = body['limits'] as { mulaid_lmt_id: string; lmt_amt: string; state: string }[];
  expect(limits.map(({ mulaid_lmt_id, lmt_amt, state }) => [mulaid_lmt_id, lmt_amt, state]).sort()).toEqual(
    [
      [late.limits[0], '50.00', 'EFFECTIVE'] as const,
      [early, '20.00', 'EFFECTIVE'] as const,
      [taken, '30.00', 'REVOKED'] as const,
    ]
      .map(([limit, ...rest]) => [(limit as typeof early).mulaid_lmt_id, ...rest])
      .sort(),
  );
  expect(await accountOf(SC, donor.psn_no)).toMatchObject({ balance: '100.00', frozen: '70.00' });
});

test('what was answered is never sent', () => {
  expect(['a1', 'a2', 'd0', 'd1', 'e1'].filter(isHeard)).toEqual([]);
});
