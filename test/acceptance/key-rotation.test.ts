import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSm2Pair, newSm4Key } from '@libs/national-platform';
import { logSince } from '../support/gateway-state';
import { encrypt, OutsiderSeal, sign, type KnownKeys } from '../support/outsider-seal';
import { OwnStack } from '../support/own-stack';
import { establishment, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient, topicOf } from '../support/platform';
import { knownKeys, writePrivateKey, writePublicKey, writeSecret } from '../support/stack-keys';
import { stackDir } from '../support/stack';
import { until } from '../support/until';

const SC = '510000';
const HOUR = 3_600_000;
/** To a donor whom nobody knows: accepted, that is opened, and refused by a rule. */
const ACCEPTED = 'E10';
const own = new OwnStack({
  provinces: [SC],
  set: { signature: 'SM2', encryption: 'SM4', 'keys.read_every': '200ms' },
});
const younger: KnownKeys = {
  platform: { key_id: 'P2', ...newSm2Pair() },
  province: { key_id: 'SC2', ...newSm2Pair() },
  secret: { enc_key_id: 'E2', key: newSm4Key() },
};
let older: KnownKeys;
let platform: PlatformClient;

beforeAll(async () => {
  await own.start();
  older = knownKeys(SC);
  platform = new PlatformClient(new OutsiderSeal(older, { signature: true, encryption: true }, [younger]));
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
});

/** Sends one message under these keys and gives what it is answered, and with which keys. */
async function told({ platform: pair, secret }: Pick<KnownKeys, 'platform' | 'secret'>) {
  const body = establishment(someone(SC), someone('440000'));
  const envelope = envelopeOf(SC, 'M101', body);
  const msgid = String(envelope['msgid']);
  const value = JSON.stringify(sign(encrypt(envelope, secret), pair));
  await platform.sendRaw(topicOf('M101', SC), [{ key: body.mulaid_rel_id, value }]);
  const code = codeOf(await platform.answerTo(msgid));
  const answer = platform.answers.get(msgid)?.[0] as unknown as { key_id: string; enc_key_id: string };
  return { code, key_id: answer.key_id, enc_key_id: answer.enc_key_id };
}

const changes = () => logSince(SC).lines.filter(({ msg }) => msg?.startsWith('the folder of keys has changed')).length;

/** Changes files of keys; resolves once the gateway knows them. */
async function change(write: () => void): Promise<void> {
  const before = changes();
  write();
  await until(async () => Promise.resolve(changes() > before));
}

test('keys are rotated under load: nothing is refused while both are in force, and then the old one is unknown', async () => {
  let isOver = false;
  const codes = new Map<string, number>();
  let withYounger: KnownKeys = older;
  const load = Array.from({ length: 8 }, async (_, i) => {
    while (!isOver) {
      const { code } = await told(i % 2 === 0 ? withYounger : older);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  });
  const from = Date.now() - HOUR;
  await change(() => writePublicKey(SC, younger.platform, { from }));
  await change(() => writeSecret(SC, younger.secret, { from }));
  withYounger = younger;
  await change(() => writePrivateKey(SC, younger.province, { from }));
  await until(async () => (await told(older)).key_id === 'SC2');
  expect(await told(younger)).toEqual({
    code: ACCEPTED,
    key_id: 'SC2',
    enc_key_id: 'E2',
  });
  const sofar = [...codes.values()].reduce((sum, count) => sum + count, 0);
  await until(async () => Promise.resolve([...codes.values()].reduce((sum, count) => sum + count, 0) > sofar + 100));
  isOver = true;
  await Promise.all(load);
  expect([...codes.keys()]).toEqual([ACCEPTED]);

  const ended = { from: Date.parse('2020-01-01T00:00:00.000+08:00'), until: Date.now() };
  await change(() => writePublicKey(SC, older.platform, ended));
  await change(() => writeSecret(SC, older.secret, ended));
  await until(async () => (await told(older)).code === 'E02');
  expect((await told({ platform: older.platform, secret: younger.secret })).code).toBe('E02');
  expect((await told({ platform: younger.platform, secret: older.secret })).code).toBe('E02');
  expect((await told(younger)).code).toBe(ACCEPTED);
  // Not named: the oldest in force, which the younger one is by now.
  const nameless = { ...younger.platform, key_id: '' };
  expect((await told({ platform: nameless, secret: younger.secret })).code).toBe(ACCEPTED);
});

test('a file that does not fit changes nothing, and the log says what to put right', async () => {
  writeFileSync(join(stackDir(), 'keys', SC, 'odd.yaml'), 'owner: "510000"\nkey_id: odd\n');
  const isTold = () => logSince(SC).lines.some((line) => /odd\.yaml: .*must be a time/.test(JSON.stringify(line)));
  await until(async () => Promise.resolve(isTold()));
  expect((await told(younger)).code).toBe(ACCEPTED);
});
