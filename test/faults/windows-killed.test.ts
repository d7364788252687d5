import { audit } from '../support/balance';
import { killPart } from '../support/kill-part';
import { OwnStack } from '../support/own-stack';
import { accountOf, register, someone } from '../support/people';
import { stack, tokenOf } from '../support/stack';
import { until } from '../support/until';
import { bodyOf, confirm, UploadDesk } from '../support/upload-desk';
import { asked, establishAt, relationshipAt } from '../support/windows';

const GD = '440000';
const own = new OwnStack({
  provinces: [GD],
  replicas: 2,
  set: { 'upload.resend_after': '1s', 'upload.resend_max': '2s' },
});
let desk: UploadDesk;

beforeAll(async () => {
  await own.start();
  desk = new UploadDesk(GD, () => undefined);
  await desk.start();
});
afterAll(async () => {
  await desk.stop();
  await own.wipe();
});

/** POST /relationships to one of the province's gateways. */
async function establishBy(replica: number, body: object): Promise<{ status: number; id: string; code: string }> {
  const { url } = stack.provinces[GD]?.gateways[replica] ?? { url: '' };
  const headers = {
    authorization: `Bearer ${await tokenOf(['window'], GD)}`,
    'content-type': 'application/json',
  };
  const answer = await fetch(`${url}/api/v1/relationships`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { mulaid_rel_id: id = '', err_code: code = '' } = (await answer.json()) as Record<string, string>;
  return { status: answer.status, id, code };
}

test('the same request to two replicas at once is carried out once; another content under its id is A04', async () => {
  for (let round = 0; round < 10; round++) {
    const [donor, other] = [await register(GD, someone(GD), '500.00'), await register(GD, someone(GD), '500.00')];
    const body = asked(donor, someone('510000', '390'));
    const same = await Promise.all([0, 1].map((replica) => establishBy(replica, body)));
    expect(same.map(({ status }) => status).sort()).toEqual([200, 202]);
    expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '100.00' });
    // Whose people differ goes other ways: the unique key tells.
    const one = asked(donor, someone('510000', '390'));
    const two = { ...one, donor: other };
    const both = await Promise.all([establishBy(0, one), establishBy(1, two)]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(both.find(({ status }) => status === 409)?.code).toBe('A04');
  }
});

test('killed after a 202 and before its M191: nothing is lost, and the answer counts after the start', async () => {
  const donor = await register(GD, someone(GD), '500.00');
  const made = await establishAt(GD, asked(donor, someone('510000', '390')));
  await Promise.all([`${GD}-1`, `${GD}-2`].map((name) => killPart(own.dir, name)));
  await own.start();
  const upload = await desk.hear(
    ({ infno, input }) =>
      infno === 'M111' && (input as { mulaid_rel_id?: string }).mulaid_rel_id === made.mulaid_rel_id,
  );
  expect(bodyOf<{ estab_time: string }>(upload).estab_time).toBe(made.estab_time);
  expect((await relationshipAt(GD, made.mulaid_rel_id)).state).toBe('PENDING');
  await desk.answer(upload.msgid, confirm() ?? {});
  await until(async () => (await relationshipAt(GD, made.mulaid_rel_id)).state === 'EFFECTIVE');
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true } });
});
