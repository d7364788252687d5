import { register, someone } from '../support/people';
import { OpenapiPage } from '../support/openapi';
import { usageOf } from '../support/wallets';

const GD = '440000';
const settlement = { roles: ['settlement'] };
const core = { roles: ['core'] };
const errCode = (answer: { body: object }) => (answer.body as { err_code?: string }).err_code;
const detailOf = (answer: { body: object }) => (answer.body as { detail?: string }).detail ?? '';
let page: OpenapiPage;

beforeAll(async () => {
  page = await OpenapiPage.of(GD);
});

describe('bodies that nobody would send', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const withMember = (body: object, member: string) => `${JSON.stringify(body).slice(0, -1)},${member}}`;

  test('unknown members are left alone, whatever they are, and count for sameness; too deep is A01', async () => {
    const { psn_no } = await register(GD, someone(GD));
    const body = usageOf(psn_no, '1.00');
    const pay = (member: string) => page.ask('POST /api/v1/usages', { ...settlement, raw: withMember(body, member) });
    expect((await pay('"m":{"constructor":{"name":"Map"}}')).status).toBe(201);
    expect((await pay('"m":{"constructor":{"name":"Map"}}')).status).toBe(200);
    expect(errCode(await pay('"m":{"constructor":{"name":"Set"}}'))).toBe('A04');
    expect(errCode(await pay(`"x":${nested(900)}`))).toBe('A04');
    for (const depth of [3000, 100_000])
      expect(detailOf(await pay(`"x":${nested(depth)}`))).toMatch(/^body：.*1000 层/);
    expect(detailOf(await pay(`"pay_amt":${nested(900)}`))).toMatch(/^pay_amt：/);
    expect(detailOf(await pay('"pay_amt":{"constructor":{"name":"Map"}}'))).toMatch(/^pay_amt：/);
  });

  test.each([
    ['[[]]', 'enrolments[0]'],
    ['[[{"insutype":"310","state":"ACTIVE"}]]', 'enrolments[0]'],
    ['[null,null]', 'enrolments[0]'],
    ['[{"insutype":"310","state":"ACTIVE"},7]', 'enrolments[1]'],
    ['[{},{}]', 'enrolments[0].insutype'],
    ['[{"insutype":"310","state":"ACTIVE"},{"insutype":"310","state":"ENDED"}]', 'enrolments'],
    ['{"0":{}}', 'enrolments'],
  ])('enrolments: %s', async (enrolments, field) => {
    const { psn_no, psn_name, psn_cert_type, certno, insu_admdvs } = someone(GD);
    const raw = withMember({ psn_name, psn_cert_type, certno, insu_admdvs }, `"enrolments":${enrolments}`);
    const answer = await page.ask('PUT /api/v1/insured-persons/{psn_no}', { ...core, path: [psn_no], raw });
    expect([answer.status, detailOf(answer).split('：')[0]]).toEqual([400, field]);
  });
});
