import type { RowDataPacket } from 'mysql2';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, establishment, register, someone } from '../support/people';
import { codeOf, newId, PlatformClient } from '../support/platform';
import { rootConnection } from '../support/root';
import { request, stack } from '../support/stack';
import { until } from '../support/until';

const XZ = '540000';
/** More than a batch and then each of the three commands alone would meet, were they given up after five tries. */
const LOCK_WAITS = 21;

const own = new OwnStack({ provinces: [XZ], policies: policiesOf(XZ, {}) });
let platform: PlatformClient;

beforeAll(async () => {
  await own.start({ 'database.lanes': '1', 'database.statement_within': '3s' });
  platform = new PlatformClient();
  await platform.start();
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

test('somebody else holds the lock of one person for long: hers waits, in its order, and the others of her lane do not', async () => {
  const held = await register(XZ, someone(XZ), '100.00');
  const others = await Promise.all(Array.from({ length: 8 }, () => register(XZ, someone(XZ), '100.00')));
  const root = await rootConnection();
  const lockWaits = async () => {
    const [rows] = await root.query<RowDataPacket[]>(`SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'`);
    return Number(rows[0]?.['Value']);
  };
  await root.query(`USE ${stack.provinces[XZ]?.database ?? ''}`);
  await root.query('BEGIN');
  await root.query('SELECT 1 FROM insured_person WHERE psn_no = ? FOR UPDATE', [held.psn_no]);
  const before = await lockWaits();

  const body = establishment(held, someone('510000'));
  const { mulaid_rel_id } = body;
  const waiting = await platform.send(XZ, 'M101', body);
  const revoking = await platform.send(XZ, 'M103', { mulaid_rel_id, reason: '撤销' });
  const asked = await Promise.all(
    others.map((donor) => platform.send(XZ, 'M101', establishment(donor, someone('510000')))),
  );
  const movement = { movement_id: newId('MV'), direction: 'IN', amt: '1.00', reason: '缴费划入' };
  const path = `/api/v1/personal-accounts/${held.psn_no}/movements`;
  expect(await request(XZ, 'POST', path, { roles: ['core'], body: movement })).toMatchObject({
    status: 503,
    body: { err_code: 'A08' },
  });
  for (const msgid of asked) expect(codeOf(await platform.answerTo(msgid))).toBe('0');
  await until(async () => (await lockWaits()) >= before + LOCK_WAITS, 180);
  expect([platform.answers.get(waiting), platform.answers.get(revoking)]).toEqual([undefined, undefined]);

  await root.query('ROLLBACK');
  await root.end();
  expect(codeOf(await platform.answerTo(waiting))).toBe('0');
  expect(codeOf(await platform.answerTo(revoking))).toBe('0');
  expect((await accountOf(XZ, held.psn_no)).frozen).toBe('0.00');
}, 300_000);
