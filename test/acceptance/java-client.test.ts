import { audit } from '../support/balance';
import { sql } from '../support/database';
import { JavaClient, type ClientAnswer } from '../support/java-client';
import { accountOf, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { stack, tokenOf } from '../support/stack';
import { settle, wallet } from '../support/wallets';

const GD = '440000';
const platform = new PlatformClient();
const newcomer = someone(GD);
const mark = newId('J');
const NAME = '欧阳𠮷';
const escaped = (text: string) =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
let client: JavaClient;
let answers: ClientAnswer[];
let benef: { psn_no: string };

beforeAll(async () => {
  await platform.start();
  ({ benef } = await wallet(platform, GD, ['30.00', '50.00'], '20.00'));
  const gateway = stack.provinces[GD]?.gateways[0]?.url ?? '';
  client = await JavaClient.of(gateway);
  const tokens = await Promise.all([tokenOf(['settlement'], GD), tokenOf(['core'], GD)]);
  const { insutype, ...row } = newcomer;
  const line = JSON.stringify({ ...row, psn_name: NAME, enrolments: [{ insutype, state: 'ACTIVE' }] });
  answers = await client.answers(gateway, ...tokens, benef.psn_no, timeText(Date.now()), mark, escaped(line));
});
afterAll(async () => {
  client.remove();
  await platform.stop();
});

const answer = (step: string): ClientAnswer => {
  const found = answers.find((each) => each.step === step);
  if (found === undefined) throw new Error(`the client had no answer to: ${step}`);
  return found;
};

test('every request of the settlement role is carried out, with optional members and without', () => {
  const statuses = answers.map(({ step, status }) => [step, status]);
  expect(statuses).toEqual([
    ['quote', 200],
    ['quote named', 200],
    ['pay full', 201],
    ['pay full again', 200],
    ['pay bare', 201],
    ['read paid', 200],
    ['reverse bare', 201],
    ['reverse bare again', 200],
    ['reverse full', 201],
    ['read reversed', 200],
    ['pay kept', 201],
    ['wallet', 200],
    ['too much', 422],
    ['import', 200],
  ]);
});

test('its answers are understood whole', async () => {
  expect(answer('quote named').body).toEqual(answer('quote').body);
  expect(answer('pay full').body).toMatchObject(answer('quote').body);
  expect(answer('pay full again').body).toEqual(answer('pay full').body);
  expect(answer('reverse bare again').body).toEqual(answer('reverse bare').body);
  expect(answer('read paid').body).toMatchObject({ ...answer('pay full').body, state: 'PAID', reversal: null });
  expect(answer('read reversed').body).toMatchObject({ state: 'REVERSED', reversal: answer('reverse full').body });
  expect(answer('wallet').body).toEqual((await settle(GD, `/wallets/${benef.psn_no}`)).body);
  expect(answer('too much').body).toMatchObject({ err_code: 'A10', detail: expect.stringMatching(/钱包/) as string });
});

test('the books hold what it was told', async () => {
  const kept = answer('pay kept').body as Record<'acct_pay' | 'acct_mulaid_pay' | 'psn_cash_pay', string>;
  const fen = (yuan: string) => Math.round(Number(yuan) * 100);
  const rows = await sql(
    GD,
    `SELECT setl_id, med_type, reversal_use_id IS NOT NULL AS reversed, pay_amt, acct_pay, acct_mulaid_pay, psn_cash_pay
       FROM usage_record WHERE psn_no = ? ORDER BY setl_id`,
    [benef.psn_no],
  );
  expect(rows).toMatchObject([
    { setl_id: `${mark}-bare`, med_type: null, reversed: 1, pay_amt: 1000, acct_pay: 0, acct_mulaid_pay: 1000 },
    { setl_id: `${mark}-full`, med_type: '11', reversed: 1, pay_amt: 6000 },
    {
      setl_id: `${mark}-kept`,
      med_type: null,
      reversed: 0,
      pay_amt: 2500,
      acct_pay: fen(kept.acct_pay),
      acct_mulaid_pay: fen(kept.acct_mulaid_pay),
      psn_cash_pay: 0,
    },
  ]);
  expect(fen((await accountOf(GD, benef.psn_no)).balance)).toBe(2000 - fen(kept.acct_pay));
  expect(fen(String(answer('wallet').body['balc']))).toBe(8000 - fen(kept.acct_mulaid_pay));
  expect(audit(GD).proof.ok).toBe(true);
});

test('a Chinese name of an import is stored as it is', async () => {
  expect(answer('import').body).toMatchObject({ accepted: 1, refused: [] });
  const [row] = await sql<{ psn_name: string }>(GD, 'SELECT psn_name FROM insured_person WHERE psn_no = ?', [
    newcomer.psn_no,
  ]);
  expect(row?.psn_name).toBe(NAME);
});
