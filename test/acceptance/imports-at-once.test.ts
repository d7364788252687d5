import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { sql } from '../support/database';
import { OwnStack } from '../support/own-stack';
import { someone } from '../support/people';
import { newId } from '../support/platform';
import { stack, tokenOf } from '../support/stack';
import { until } from '../support/until';

const SC = '510000';
const own = new OwnStack({ provinces: [SC] });
beforeAll(() => own.start({ 'http.answer_within': '4s' }));
afterAll(() => own.wipe());

const { insutype, ...person } = someone(SC);
const lineOf = (psn_no: string) =>
  `${JSON.stringify({ ...person, psn_no, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '100.00' })}\n`;

interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Record<string, unknown>;
}

/** An import whose lines are written by hand. */
async function begun(): Promise<{ sending: ClientRequest; answer: Promise<Answered> }> {
  const sending = httpRequest(`${stack.provinces[SC]?.gateways[0]?.url}/api/v1/insured-persons/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(['core'], SC)}`, 'content-type': 'application/x-ndjson' },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const answer = answered.then(async ([message]) => ({
    status: message.statusCode ?? 0,
    retryAfter: message.headers['retry-after'],
    body: JSON.parse(await text(message)) as Record<string, unknown>,
  }));
  return { sending, answer };
}

const recorded = async (psnNo: string): Promise<boolean> =>
  (await sql(SC, 'SELECT 1 FROM insured_person WHERE psn_no = ?', [psnNo])).length > 0;

test('one import at a time: whoever waits too long is told to come again, whoever waits long enough is next', async () => {
  const first = await begun();
  const [firstNo, nextNo] = [newId('I'), newId('I')];
  // So many that a portion of them is recorded before the end has come.
  for (let line = 0; line < 5000; line++) first.sending.write(lineOf(`${firstNo}-${line}`));
  await until(() => recorded(`${firstNo}-0`));
  const late = await begun();
  late.sending.end(lineOf(newId('I')));
  const { status, retryAfter, body } = await late.answer;
  expect({ status, retryAfter, code: body['err_code'] }).toEqual({ status: 503, retryAfter: '2', code: 'A08' });
  const next = await begun();
  next.sending.end(lineOf(nextNo));
  const gone = await begun();
  gone.answer.catch(() => undefined);
  gone.sending.write(lineOf(newId('I')));
  expect(await recorded(nextNo)).toBe(false);
  gone.sending.destroy();
  first.sending.end();
  expect(await first.answer).toMatchObject({ status: 200, body: { accepted: 5000, refused_count: 0, refused: [] } });
  expect(await next.answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  // The one who went away while it waited holds up nobody.
  const last = await begun();
  last.sending.end(lineOf(nextNo));
  expect(await last.answer).toMatchObject({ status: 200, body: { accepted: 1 } });
});
