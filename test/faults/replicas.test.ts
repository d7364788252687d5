import type { Admin } from 'kafkajs';
import { audit } from '../support/balance';
import { sql } from '../support/database';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, limitOf, register, someone, type Stated } from '../support/people';
import { patientKafka } from '../support/patient-kafka';
import { codeOf, envelopeOf, PlatformClient, topicOf, type PlatformAnswer } from '../support/platform';
import { stack } from '../support/stack';
import { killPart } from '../support/kill-part';
import { until } from '../support/until';
import { isRunning } from '../../apps/development-stack/src/processes';
import { readState } from '../../apps/development-stack/src/stack-files';

const JS = '320000';
const GROUP = `mutual-aid.${JS}`;
const RELATIONSHIPS = 24;
const LIMITS = 25;

const own = new OwnStack({ provinces: [JS], replicas: 2, policies: policiesOf(JS, {}) });
let platform: PlatformClient;
let admin: Admin;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  await platform.start();
  admin = patientKafka().admin();
  await admin.connect();
});
afterAll(async () => {
  await Promise.all([platform.stop(), admin.disconnect()]);
  await own.wipe();
});

const pids = () => stack.provinces[JS]?.gateways.map((gateway) => gateway.pid) ?? [];

/** Members of the group; undefined while it is sharing the partitions out. */
async function members(): Promise<number | undefined> {
  const [group] = (await admin.describeGroups([GROUP])).groups;
  return group?.state === 'Stable' || group?.state === 'Empty' ? group.members.length : undefined;
}

interface Load {
  readonly donors: readonly Stated[];
  /** By relationship, its limit messages in the order of sending. */
  readonly limitMsgids: readonly string[][];
  readonly msgids: readonly string[];
}

/** Relationships of one donor each, with many further limits, every fifth revoked: over all partitions, in one go. */
async function sendLoad(): Promise<Load> {
  const donors = await Promise.all(Array.from({ length: RELATIONSHIPS }, () => register(JS, someone(JS), '100.00')));
  const bodies = donors.map((donor) => establishment(donor, someone('510000'), [limitOf('1.00')]));
  const relations = bodies.map((body) => ({ key: body.mulaid_rel_id, envelope: envelopeOf(JS, 'M101', body) }));
  const limits = bodies.map(({ mulaid_rel_id }) => {
    const envelopes: Record<string, unknown>[] = [];
    for (let i = 1; i <= LIMITS; i++) {
      const limit = limitOf('1.00');
      const { mulaid_lmt_id } = limit;
      envelopes.push(envelopeOf(JS, 'M201', { mulaid_rel_id, limit }));
      if (i % 5 === 0) envelopes.push(envelopeOf(JS, 'M203', { mulaid_rel_id, mulaid_lmt_id, reason: '撤销' }));
    }
    return envelopes.map((envelope) => ({ key: mulaid_rel_id, envelope }));
  });
  const written = ({ key, envelope }: { key: string; envelope: object }) => ({ key, value: JSON.stringify(envelope) });
  await Promise.all([
    platform.sendRaw(topicOf('M101', JS), relations.map(written)),
    platform.sendRaw(topicOf('M201', JS), limits.flat().map(written)),
  ]);
  const limitMsgids = limits.map((each) => each.map(({ envelope }) => String(envelope['msgid'])));
  const msgids = [...relations.map(({ envelope }) => String(envelope['msgid'])), ...limitMsgids.flat()];
  return { donors, limitMsgids, msgids };
}

/** Every message answered 0 however often, its effect there once, and the answers of a relationship in commit order. */
async function expectDone({ donors, limitMsgids, msgids }: Load): Promise<void> {
  for (const msgid of msgids) {
    await platform.answerTo(msgid);
    for (const { input } of platform.answers.get(msgid) ?? []) expect(codeOf(input)).toBe('0');
  }
  for (const ofOne of limitMsgids) {
    const answers = ofOne.map((msgid) => platform.answers.get(msgid)?.[0] as PlatformAnswer);
    // The gateway's msgids rise as it sends: time, then serial.
    expect(answers.map((answer) => answer.msgid)).toEqual(answers.map((answer) => answer.msgid).sort());
    expect(answers.map((answer) => answer.inf_time)).toEqual(answers.map((answer) => answer.inf_time).sort());
  }
  const psnNos = donors.map((donor) => donor.psn_no);
  const accounts = await sql(JS, 'SELECT balance, frozen FROM insured_person WHERE psn_no IN (?)', [psnNos]);
  const frozen = 100 * (1 + LIMITS - LIMITS / 5);
  expect(accounts).toEqual(donors.map(() => ({ balance: 10_000, frozen })));
  const effects = await sql(JS, 'SELECT COUNT(*) AS count FROM ledger_entry WHERE ref IN (?) GROUP BY ref', [msgids]);
  expect(effects).toEqual(msgids.map(() => ({ count: 1 })));
  expect(audit(JS)).toMatchObject({ status: 0, proof: { ok: true } });
}

test('two gateways share the group and the work', async () => {
  await until(async () => (await members()) === 2);
  await expectDone(await sendLoad());
  for (const { url } of stack.provinces[JS]?.gateways ?? []) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/messages_total\{[^}]*code="0"[^}]*\} [1-9]/);
  }
});

test.each([1, 2])(
  'replica %d is killed in the middle: the other goes on, the killed one is started again',
  async (n) => {
    const before = pids();
    const load = await sendLoad();
    const answered = () => load.msgids.filter((msgid) => platform.answers.has(msgid)).length;
    await until(() => answered() > 0);
    await killPart(own.dir, `${JS}-${n}`);
    expect(answered()).toBeLessThan(load.msgids.length);
    await expectDone(load);
    await own.start();
    const after = pids();
    expect(after[n - 1]).not.toBe(before[n - 1]);
    expect(after[2 - n]).toBe(before[2 - n]);
    await until(async () => (await members()) === 2);
  },
);

test('SIGTERM under load: each ends within 10 s and has left the group; started again they finish the rest', async () => {
  const load = await sendLoad();
  await platform.answerTo(load.msgids[0] ?? '');
  const ending = Object.values(readState(own.dir)?.processes ?? {}).filter(({ pid }) => pids().includes(pid));
  expect(ending).toHaveLength(2);
  const began = Date.now();
  for (const { pid } of ending) process.kill(pid, 'SIGTERM');
  await until(() => !ending.some(isRunning));
  const took = Date.now() - began;
  // A member that had not left would still be listed, until its session of 6 s runs out.
  expect(await members()).toBe(0);
  expect(took).toBeLessThan(10_000);
  await own.start();
  await expectDone(load);
});
