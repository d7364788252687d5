import { join } from 'node:path';
import { stopPart } from '../../apps/development-stack/src/stack';
import { sql } from '../support/database';
import { gatewayToEnd } from '../support/ended-gateway';
import { OwnStack, policiesOf } from '../support/own-stack';
import { accountOf, register, someone } from '../support/people';
import { stack } from '../support/stack';

const JS = '320000';
const own = new OwnStack({ provinces: [JS], policies: policiesOf(JS, {}) });

beforeAll(() => own.start());
afterAll(() => own.wipe());

const startToEnd = () => gatewayToEnd(['--settings', join(own.dir, 'gateways', `${JS}-1.yaml`)]);

const CHECKS = [
  ['insured_person', 'frozen_within_balance', 'frozen >= 0 AND frozen <= balance'],
  ['mulaid_limit', 'never_overspent', 'used_amt >= 0 AND ret_amt >= 0 AND used_amt + ret_amt <= lmt_amt'],
  ['usage_record', 'paid_in_full', 'acct_pay + acct_mulaid_pay + psn_cash_pay = pay_amt'],
] as const;

test('without its CHECKs, with numbers that fall or packets too small, the gateway ends with a sentence', async () => {
  const donor = await register(JS, someone(JS), '100.00');
  await stopPart(own.dir, `${JS}-1`);

  for (const [table, name] of CHECKS) await sql(JS, `ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  const unchecked = startToEnd();
  const named = CHECKS.map(([table, name]) => `${name} (table ${table})`).join(', ');
  expect(unchecked.reason).toContain(`does not carry out the CHECK ${named}`);
  expect(unchecked.reason).toContain(stack.provinces[JS]?.database);
  expect(unchecked.status).toBe(1);
  for (const [table, name, condition] of CHECKS)
    await sql(JS, `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${condition})`);

  // As on nodes of a cluster that number each for itself.
  const numbers = 'SET NEW.id = 9000000000 - CONNECTION_ID()';
  await sql(JS, `CREATE TRIGGER other_node BEFORE INSERT ON ledger_batch FOR EACH ROW ${numbers}`);
  const misnumbered = startToEnd();
  expect(misnumbered.reason).toMatch(/rows out of order \(ledger_batch \d+, then \d+\)/);
  expect(misnumbered.status).toBe(1);
  await sql(JS, 'DROP TRIGGER other_node');

  const [{ most } = {}] = await sql(JS, 'SELECT @@max_allowed_packet AS most');
  await sql(JS, 'SET GLOBAL max_allowed_packet = 8388608');
  const narrow = startToEnd();
  expect(narrow.reason).toContain('packets of 8388608 bytes at most');
  expect(narrow.status).toBe(1);
  await sql(JS, `SET GLOBAL max_allowed_packet = ${Number(most)}`);

  await own.start();
  // What was tried left nothing.
  for (const [table] of CHECKS)
    expect(await sql(JS, `SELECT * FROM ${table}`)).toHaveLength(table === 'insured_person' ? 1 : 0);
  expect(await sql(JS, 'SELECT id FROM ledger_batch WHERE at = 0')).toEqual([]);
  expect(await accountOf(JS, donor.psn_no)).toMatchObject({ balance: '100.00' });
});
