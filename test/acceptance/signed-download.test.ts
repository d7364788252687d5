import { OutsiderSeal, verifies } from '../support/outsider-seal';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone } from '../support/people';
import { codeOf, newMsgid, PlatformClient } from '../support/platform';
import { giveJson, PlatformHttp, type AskedFor } from '../support/platform-http';
import { knownKeys } from '../support/stack-keys';
import { until } from '../support/until';

const SC = '510000';
const http = new PlatformHttp();
let own: OwnStack;
let platform: PlatformClient;

beforeAll(async () => {
  await http.start();
  own = new OwnStack({
    provinces: [SC],
    policies: policiesOf(SC, {}),
    platformUrl: http.url,
    set: { signature: 'SM2', encryption: 'SM4', 'relations.catch_up_every': '1s' },
  });
  await own.start();
  platform = new PlatformClient(new OutsiderSeal(knownKeys(SC), { signature: true, encryption: true }));
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
  await http.stop();
});

/** Whether a request bears the province's signature of what §6 says it signs. */
function isRightlySigned({ headers, path, rawQuery }: AskedFor): boolean {
  const { province } = knownKeys(SC);
  const { 'x-admdvs': admdvs, 'x-date': date, 'x-key-id': keyId, 'x-signature': signature } = headers;
  const text = `admdvs=${admdvs as string}&date=${date as string}&method=GET&path=${path}&query=${rawQuery}`;
  const hex = Buffer.from(String(signature), 'base64').toString('hex');
  return admdvs === SC && keyId === province.key_id && verifies(text, hex, province.public);
}

test('every request is signed by the province, with and without a cursor that has to be escaped', async () => {
  http.always = (asked, response) =>
    isRightlySigned(asked)
      ? giveJson(response, { items: [], next: 'a+b/游标=' })
      : giveJson(response, { err: 'not rightly signed' }, 401);
  await http.request(({ query }) => query.get('since') === 'a+b/游标=');
  expect(http.asked.map(isRightlySigned)).toEqual(http.asked.map(() => true));
  expect(http.asked[0]?.rawQuery).toBe('limit=500');
});

test('what is downloaded lies open, and is answered signed and sealed; its push is the same message', async () => {
  const benef = await register(SC, someone(SC, '390'));
  const body = establishment(someone('440000'), benef, [limitOf('100.00')]);
  const msgid = newMsgid();
  http.always = (_, response) => giveJson(response, { items: [{ infno: 'M102', msgid, input: body }], next: 'b' });
  expect(codeOf(await platform.answerTo(msgid))).toBe('0');
  http.always = (_, response) => giveJson(response, { items: [], next: 'b' });
  const before = platform.answers.get(msgid)?.length ?? 0;
  await platform.send(SC, 'M102', body, { msgid });
  await until(() => (platform.answers.get(msgid)?.length ?? 0) > before);
  expect(new Set(platform.answers.get(msgid)?.map(({ input }) => codeOf(input)))).toEqual(new Set(['0']));
});
