import { audit } from '../support/balance';
import { sql } from '../support/database';
import { OwnStack } from '../support/own-stack';
import { establishment, register, someone, type Stated } from '../support/people';
import { codeOf, envelopeOf, newId, PlatformClient, timeText, topicOf } from '../support/platform';
import { Random } from '../support/random';
import { request } from '../support/stack';
import { until } from '../support/until';
import { endWaiting, waitingMessages } from '../support/waiting-room';

const GD = '440000';
const SC = '510000';
const DONORS = 6;
const RELATIONSHIPS_A_DONOR = 5;
const platform = new PlatformClient();
// A stack on which nothing's time is up before the test says so, however slow the machine.
const own = new OwnStack({ provinces: [SC], set: { 'waiting_room.timeout': '1h' } });

beforeAll(async () => {
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

interface Message {
  readonly infno: string;
  readonly input: object;
  /** It waits until its time is up: what it names never comes. */
  readonly waits?: boolean;
}

/** One of two sets of the same messages, person by person, figure by figure; only the ids differ. */
interface Twin {
  readonly persons: Stated[];
  readonly messages: Message[];
  readonly relationshipIds: string[];
  readonly limitIds: string[];
}

/** Registers the set's persons and makes its messages: of the same seed the same ones. */
async function twinOf(seed: number): Promise<Twin> {
  const donors = await Promise.all(Array.from({ length: DONORS }, () => register(SC, someone(SC), '20000.00')));
  const benefs = await Promise.all(Array.from({ length: DONORS }, () => register(SC, someone(SC, '390'))));
  const twin: Twin = { persons: [...donors, ...benefs], messages: [], relationshipIds: [], limitIds: [] };
  const random = new Random(seed);
  for (let i = 0; i < DONORS; i++) {
    for (let j = 0; j < RELATIONSHIPS_A_DONOR; j++) {
      tellOf(twin, random, 'given', donors[i] as Stated);
      tellOf(twin, random, 'received', benefs[i] as Stated);
    }
    refusedHoweverItComes(twin, random, donors[i] as Stated, benefs[i] as Stated);
  }
  return twin;
}

function limitIn(twin: Twin, random: Random, amount?: string) {
  const limit = {
    mulaid_lmt_id: newId('L'),
    lmt_amt: amount ?? `${random.below(300)}.${random.below(90) + 10}`,
    set_time: timeText(Date.UTC(2026, random.below(6), 1 + random.below(27), random.below(24))),
  };
  twin.limitIds.push(limit.mulaid_lmt_id);
  return limit;
}

/** A relationship's life: its order matters only where a message waits for what it names. */
function tellOf(twin: Twin, random: Random, role: 'given' | 'received', own: Stated): void {
  const [establish, set, wrongSet] = role === 'given' ? ['M101', 'M201', 'M202'] : ['M102', 'M202', 'M201'];
  const tell = (infno: string, input: object, waits = false) => void twin.messages.push({ infno, input, waits });
  const first = Array.from({ length: 1 + random.below(2) }, () => limitIn(twin, random));
  const limits = [...first];
  const other = someone(GD);
  const body = role === 'given' ? establishment(own, other, first) : establishment(other, own, first);
  const { mulaid_rel_id } = body;
  twin.relationshipIds.push(mulaid_rel_id);
  tell(establish, body);
  if (random.below(4) === 0) {
    tell('M103', { mulaid_rel_id, reason: '撤销' });
    return;
  }
  for (let i = random.below(4); i > 0; i--) {
    const limit = limitIn(twin, random);
    tell(set, { mulaid_rel_id, limit });
    // Under another msgid too; then it must not be revoked, or it would matter which comes first.
    if (random.below(4) === 0) tell(set, { mulaid_rel_id, limit });
    else limits.push(limit);
  }
  for (const { mulaid_lmt_id } of limits) {
    if (random.below(3) === 0) tell('M203', { mulaid_rel_id, mulaid_lmt_id, reason: '撤销' });
  }
  if (random.below(3) === 0) tell(establish, body);
  if (random.below(3) === 0) tell(wrongSet, { mulaid_rel_id, limit: limitIn(twin, random) });
  if (random.below(6) === 0) tell('M203', { mulaid_rel_id, mulaid_lmt_id: newId('none'), reason: '撤销' }, true);
  if (role === 'given' && random.below(3) === 0)
    tell(set, { mulaid_rel_id, limit: limitIn(twin, random, random.of(['50000.01', '20000.01', '0.001'])) });
}

/** What is refused, or waits in vain, whatever comes before it. */
function refusedHoweverItComes(twin: Twin, random: Random, donor: Stated, benef: Stated): void {
  const there = () => someone(GD);
  const limits = () => [limitIn(twin, random)];
  const bodies: [string, ReturnType<typeof establishment>][] = [
    ['M101', establishment(someone(SC), there(), limits())],
    ['M101', establishment(donor, { ...there(), certno: donor.certno }, limits())],
    ['M101', establishment(donor, someone(SC), limits())],
    ['M101', establishment(donor, there(), limits(), { commit_no: null })],
    ['M101', establishment(donor, there(), limits(), { rel_type: '10' })],
    ['M101', establishment(donor, there(), [limitIn(twin, random, '20000.01')])],
    ['M102', establishment(there(), someone(SC), limits())],
    ['M102', establishment(there(), benef, limits(), { commit_time: '2099-01-01T00:00:00.000Z' })],
  ];
  for (const [infno, input] of bodies) {
    twin.relationshipIds.push(input.mulaid_rel_id);
    twin.messages.push({ infno, input });
  }
  const { mulaid_rel_id } = random.of(bodies)[1];
  const input = random.of([
    { mulaid_rel_id, reason: '撤销' },
    { mulaid_rel_id: newId('R'), reason: '撤销' },
  ]);
  twin.messages.push({ infno: 'M103', input, waits: true });
}

/** In order and once: each only when the one before is answered, but for those that wait in vain. */
async function sendInOrder({ messages }: Twin): Promise<string[]> {
  const msgids: string[] = [];
  for (const { infno, input, waits } of messages) {
    const msgid = await platform.send(SC, infno, input);
    msgids.push(msgid);
    if (!waits) await platform.answerTo(msgid);
  }
  return msgids;
}

/** All of it twice, shuffled, and over all topics: infno decides what a record is, not its topic (§2). */
async function sendInDisorder({ messages }: Twin, random: Random): Promise<string[]> {
  const envelopes = messages.map(({ infno, input }) => envelopeOf(SC, infno, input));
  const byTopic = new Map<string, { key: string; value: string }[]>();
  for (const envelope of random.shuffled([...envelopes, ...envelopes])) {
    const topic = topicOf(random.of(['M101', 'M201', 'M301', 'M501']), SC);
    const key = (envelope['input'] as { mulaid_rel_id: string }).mulaid_rel_id;
    const records = byTopic.get(topic) ?? [];
    records.push({ key, value: JSON.stringify(envelope) });
    byTopic.set(topic, records);
  }
  await Promise.all([...byTopic].map(([topic, records]) => platform.sendRaw(topic, records)));
  return envelopes.map(({ msgid }) => String(msgid));
}

/** The codes of a set's messages, by their msgids; what waits in vain is let go once all else is answered. */
async function codesOf({ messages }: Twin, msgids: readonly string[]): Promise<string[]> {
  const inVain = messages.filter(({ waits }) => waits).length;
  await Promise.all(msgids.filter((_, index) => !messages[index]?.waits).map((msgid) => platform.answerTo(msgid)));
  await until(async () => (await waitingMessages(SC)) === inVain);
  await endWaiting(SC);
  return Promise.all(msgids.map(async (msgid) => codeOf(await platform.answerTo(msgid))));
}

/** Everything that there is of a set, without its ids. */
async function booksOf({ persons, relationshipIds, limitIds }: Twin): Promise<unknown> {
  const accounts = await sql(
    SC,
    `SELECT balance, frozen, moved, live_given, day, day_count, day_amt, month, month_count, month_amt, year, year_count,
       year_amt, (SELECT COUNT(*) FROM ledger_entry e WHERE e.psn_no = p.psn_no) AS entries
     FROM insured_person p WHERE psn_no IN (?) ORDER BY FIELD(psn_no, ?)`,
    [persons.map((person) => person.psn_no), persons.map((person) => person.psn_no)],
  );
  const relationships = await Promise.all(
    relationshipIds.map(async (id) => {
      const { status, body } = await request(SC, 'GET', `/api/v1/relationships/${id}`, { roles: ['window'] });
      if (status === 404) return 'unknown';
      const { state, role, limits } = body as { state: string; role: string; limits: Record<string, string>[] };
      const figures = limits.map(({ mulaid_lmt_id = '', ...rest }) => [limitIds.indexOf(mulaid_lmt_id), rest] as const);
      return { state, role, limits: figures.sort(([a], [b]) => a - b) };
    }),
  );
  return { accounts, relationships };
}

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

test(`in order once and shuffled twice come to the same (SEED=${SEED})`, async () => {
  const [once, twice] = [await twinOf(SEED), await twinOf(SEED)];
  const figures = ({ messages }: Twin) => messages.map(({ infno, waits }) => [infno, waits]);
  expect(figures(twice)).toEqual(figures(once));

  const inOrder = await codesOf(once, await sendInOrder(once));
  const msgids = await sendInDisorder(twice, new Random(SEED + 1));
  const inDisorder = await codesOf(twice, msgids);
  const told = (codes: string[]) => codes.map((code, index) => `${index} ${once.messages[index]?.infno} ${code}`);
  expect(told(inDisorder)).toEqual(told(inOrder));
  expect(await booksOf(twice)).toEqual(await booksOf(once));

  const books = await booksOf(twice);
  const before = msgids.map((msgid) => platform.answers.get(msgid)?.length ?? 0);
  for (const [index, { infno, input }] of twice.messages.entries())
    await platform.send(SC, infno, input, { msgid: msgids[index] });
  await until(() => msgids.every((msgid, index) => (platform.answers.get(msgid)?.length ?? 0) > (before[index] ?? 0)));
  for (const msgid of msgids) {
    const [first, ...again] = platform.answers.get(msgid) ?? [];
    for (const { input } of again) expect(input).toEqual(first?.input);
  }
  expect(await booksOf(twice)).toEqual(books);
  expect(audit(SC)).toMatchObject({ status: 0, proof: { ok: true } });
});
