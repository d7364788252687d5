import { beginTrace } from '@libs/operations';
import { linesWith } from '../support/log-lines';
import { establishment, register, someone } from '../support/people';
import { envelopeOf, newId, PlatformClient } from '../support/platform';
import { stack, tokenOf } from '../support/stack';
import { UploadDesk } from '../support/upload-desk';
import { usageOf, wallet } from '../support/wallets';

const GD = '440000';
let platform: PlatformClient;
let desk: UploadDesk;

beforeAll(async () => {
  platform = new PlatformClient();
  desk = new UploadDesk(GD, () => undefined);
  await Promise.all([platform.start(), desk.start()]);
});
afterAll(() => Promise.all([platform.stop(), desk.stop()]));

/** Sends a POST in a trace, or in none; gives its status, body and the trace that the answer names. */
async function post(path: string, body: object, traceparent: string | undefined) {
  const answer = await fetch(`${stack.provinces[GD]?.gateways[0]?.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(['settlement'], GD)}`,
      'content-type': 'application/json',
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as Record<string, string>;
  return { status: answer.status, body: json, traceparent: answer.headers.get('traceparent') ?? '' };
}

describe('a record', () => {
  const good = beginTrace();

  test.each<[string, string | string[] | undefined, string | undefined]>([
    ['its traceparent stands in its answer', good, good],
    ['without one its answer has none', undefined, undefined],
    ['a malformed one is as none', good.toUpperCase(), undefined],
    ['two are as none', [good, beginTrace()], undefined],
  ])('%s', async (_case, traceparent, expected) => {
    const donor = await register(GD, someone(GD), '10.00');
    const envelope = envelopeOf(GD, 'M101', establishment(donor, someone('510000')));
    const msgid = String(envelope['msgid']);
    const headers = { infno: 'M101', msgid, ...(traceparent === undefined ? {} : { traceparent }) };
    await platform.sendRaw(`mulaid.down.relation.${GD}`, [{ value: JSON.stringify(envelope), headers }]);
    expect((await platform.answerTo(msgid)).err_code).toBe('E25');
    const [answer] = platform.answers.get(msgid) ?? [];
    expect(answer?.headers['traceparent']).toBe(expected);
    const [line] = await linesWith(GD, { msgid });
    expect(line).toMatchObject({ code: 'E25', infno: 'M101' });
    expect(line?.['trace_id']).toBe(expected?.slice(3, 35));
  });
});

describe('a request', () => {
  test.each([
    ['its trace goes on to the platform', beginTrace()],
    ['without one a trace begins', undefined],
    ['with a malformed one a trace begins', '00-x-y-01'],
  ])('%s', async (_case, given) => {
    const { benef } = await wallet(platform, GD, ['100.00']);
    const usage = usageOf(benef.psn_no, '10.00');
    const paid = await post('/usages', usage, given);
    expect(paid.status).toBe(201);
    expect(paid.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    if (given?.length === 55) expect(paid.traceparent).toBe(given);
    const upload = await desk.hear(({ input }) => input.use_id === paid.body['use_id']);
    expect(upload.traceparent).toBe(paid.traceparent);

    const reversed = await post(`/usages/${usage.setl_id}/reversal`, {}, given);
    expect(reversed.status).toBe(201);
    if (given?.length !== 55) expect(reversed.traceparent).not.toBe(paid.traceparent);
  });

  test('a refused token has it in its line', async () => {
    const sub = newId('nobody');
    const traceparent = beginTrace();
    const token = await tokenOf(['settlement'], '510000', sub);
    const headers = { authorization: `Bearer ${token}`, traceparent };
    const url = `${stack.provinces[GD]?.gateways[0]?.url}/api/v1/wallets/nobody`;
    expect((await fetch(url, { headers })).status).toBe(403);
    expect(await linesWith(GD, { sub })).toMatchObject([{ trace_id: traceparent.slice(3, 35) }]);
  });
});
