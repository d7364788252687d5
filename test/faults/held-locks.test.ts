import type { Connection } from 'mysql2/promise';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, register, someone, type Stated } from '../support/people';
import { codeOf, newId, PlatformClient } from '../support/platform';
import { rootConnection } from '../support/root';
import { request, stack } from '../support/stack';

const XZ = '540000';
/** So long somebody else holds the lock, ms: as long as an administrator's forgotten transaction may. */
const HELD_FOR = 30_000;

const own = new OwnStack({ provinces: [XZ], policies: policiesOf(XZ, {}) });
let platform: PlatformClient;
let root: Connection;

beforeAll(async () => {
  await own.start({ 'database.lanes': '1', 'database.statement_within': '3s' });
  platform = new PlatformClient();
  await platform.start();
  root = await rootConnection();
  await root.query(`USE ${stack.provinces[XZ]?.database ?? ''}`);
}, 120_000);
afterAll(async () => {
  await root.end();
  await platform.stop();
  await own.wipe();
});

function people(count: number): Promise<Stated[]> {
  return Promise.all(Array.from({ length: count }, () => register(XZ, someone(XZ), '100.00')));
}

/** Somebody else's transaction holds the person's row. */
async function lock({ psn_no }: Stated): Promise<void> {
  await root.query('BEGIN');
  await root.query('SELECT 1 FROM insured_person WHERE psn_no = ? FOR UPDATE', [psn_no]);
}

/** A yuan comes in: 201 where it was done. */
async function move({ psn_no }: Stated): Promise<number> {
  const body = { movement_id: newId('MV'), direction: 'IN', amt: '1.00', reason: '缴费划入' };
  const path = `/api/v1/personal-accounts/${psn_no}/movements`;
  return (await request(XZ, 'POST', path, { roles: ['core'], body })).status;
}

test('somebody else holds the lock of one person for long: hers waits, in its order, and the others of her lane do not', async () => {
  const [held, ...others] = (await people(9)) as [Stated, ...Stated[]];
  await lock(held);
  const body = establishment(held, someone('510000'));
  const { mulaid_rel_id } = body;
  const waiting = await platform.send(XZ, 'M101', body);
  const revoking = await platform.send(XZ, 'M103', { mulaid_rel_id, reason: '撤销' });
  const asked = await Promise.all(
    others.map((donor) => platform.send(XZ, 'M101', establishment(donor, someone('510000')))),
  );
  expect(await move(held)).toBe(503);
  for (const msgid of asked) expect(codeOf(await platform.answerTo(msgid))).toBe('0');
  expect([platform.answers.get(waiting), platform.answers.get(revoking)]).toEqual([undefined, undefined]);

  await root.query('ROLLBACK');
  expect(codeOf(await platform.answerTo(waiting))).toBe('0');
  expect(codeOf(await platform.answerTo(revoking))).toBe('0');
  expect((await accountOf(XZ, held.psn_no)).frozen).toBe('0.00');
}, 300_000);

test('of eleven who ask at once one is locked for half a minute: ten are served as if she were not there', async () => {
  const [held, ...others] = (await people(11)) as [Stated, ...Stated[]];
  await lock(held);
  const until = Date.now() + HELD_FOR;
  const answered: string[] = [];
  const ask = async (who: string, person: Stated) => {
    const status = await move(person);
    answered.push(`${who} ${status}`);
  };
  await Promise.all([ask('held', held), ...others.map((other) => ask('other', other))]);
  // She is told last: to come again.
  expect(answered).toEqual([...others.map(() => 'other 201'), 'held 503']);

  const record = await platform.send(XZ, 'M101', establishment(held, someone('510000')));
  let served = 0;
  const again = ask('held', held);
  for (; Date.now() < until; served += others.length)
    expect(await Promise.all(others.map(move))).toEqual(others.map(() => 201));
  await again;
  // None of them waits for her lock, whose time-outs alone would have them served five times.
  expect(served).toBeGreaterThan(20 * others.length);
  expect(answered.at(-1)).toBe('held 503');
  expect(platform.answers.get(record)).toBeUndefined();

  await root.query('ROLLBACK');
  expect(codeOf(await platform.answerTo(record))).toBe('0');
  expect(await move(held)).toBe(201);
}, 300_000);
