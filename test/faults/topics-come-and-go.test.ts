import { readFileSync } from 'node:fs';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { sql } from '../support/database';
import { freshMetrics } from '../support/gateway-state';
import { killPart } from '../support/kill-part';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient } from '../support/platform';
import { stack } from '../support/stack';
import { until } from '../support/until';

const JS = '320000';
const GROUP = `mutual-aid.${JS}`;
const RELATION = `mulaid.down.relation.${JS}`;
const LIMIT = `mulaid.down.limit.${JS}`;
const NOTICE = 'notice.made.later';
const own = new OwnStack({ provinces: [JS], policies: policiesOf(JS, {}) });
let platform: PlatformClient;
let admin: Admin;

beforeAll(async () => {
  await own.start({ 'topics.down_notice': NOTICE, 'health.stalled_after': '3s' });
  platform = new PlatformClient();
  await platform.start();
  admin = new Kafka({ brokers: stack.kafka.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
}, 120_000);
afterAll(async () => {
  await Promise.all([platform.stop(), admin.disconnect()]);
  await own.wipe();
});

const gateway = () => stack.provinces[JS]?.gateways[0] ?? { url: '', log: '', pid: 0 };
const logged = (text: string) =>
  readFileSync(gateway().log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(text));

/** Messages that are answered with E10 at once: nobody knows the donor. */
function messages(count: number): { msgid: string; value: string }[] {
  return Array.from({ length: count }, () => {
    const envelope = envelopeOf(JS, 'M101', establishment(someone(JS), someone('510000')));
    return { msgid: String(envelope['msgid']), value: JSON.stringify(envelope) };
  });
}

/** Sends messages into one partition; all of them are answered. */
async function answered(topic: string, partition: number, count: number): Promise<void> {
  const sent = messages(count);
  await sendWhenThere(
    topic,
    sent.map(({ value }) => ({ value, partition })),
  );
  for (const { msgid } of sent) expect(codeOf(await platform.answerTo(msgid))).toBe('E10');
}

/** A producer learns of a new topic or partition only after a while. */
async function sendWhenThere(topic: string, records: { value: string; partition: number }[]): Promise<void> {
  await until(async () => {
    const producer = new Kafka({ brokers: stack.kafka.brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    try {
      await producer.send({ topic, messages: records });
      return true;
    } catch {
      return false;
    } finally {
      await producer.disconnect();
    }
  });
}

async function make(topic: string): Promise<void> {
  // A topic that is being deleted cannot be made yet.
  await until(async () => {
    const made = admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: false });
    return made.catch(() => false);
  });
}

async function health(): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${gateway().url}/health/ready`);
  return { status: answer.status, text: await answer.text() };
}

async function nothingWaits(): Promise<void> {
  await until(async () => {
    const text = await freshMetrics(gateway().url);
    const lags = text.split('\n').filter((line) => line.startsWith('mutual_aid_consumer_lag{'));
    return lags.length > 0 && lags.every((line) => line.endsWith(' 0')) && (await health()).status === 200;
  });
}

test('one topic is missing: the others are consumed, it is named once, and consumed once it is there', async () => {
  await answered(RELATION, 0, 5);
  await answered(LIMIT, 5, 5);
  await nothingWaits();
  expect((await health()).text).toContain(NOTICE);
  expect(logged(NOTICE)).toHaveLength(1);
  await make(NOTICE);
  await answered(NOTICE, 3, 5);
  await until(async () => !(await health()).text.includes(NOTICE));
}, 120_000);

test('a topic gets more partitions: they are consumed', async () => {
  await admin.createPartitions({ topicPartitions: [{ topic: LIMIT, count: 8 }] });
  await answered(LIMIT, 7, 3);
  await answered(LIMIT, 0, 3);
}, 120_000);

test('a topic is deleted and made anew while it is consumed: every record of it is answered', async () => {
  await answered(RELATION, 1, 10);
  await nothingWaits();
  await admin.deleteTopics({ topics: [RELATION] });
  await make(RELATION);
  // Fewer than were committed before, and as many: the old position lies beyond and within the new log.
  await answered(RELATION, 1, 4);
  await answered(RELATION, 1, 8);
  await nothingWaits();
}, 120_000);

test('a topic is deleted and made anew: its dead letters of the same offsets are kept beside the first', async () => {
  const records = ['no JSON', 'no JSON either'].map((value) => ({ value, partition: 4 }));
  const letters = () =>
    sql(JS, `SELECT record, state FROM dead_letter WHERE origin LIKE '${LIMIT}/4/%' ORDER BY id`).then((rows) =>
      rows.map(({ record }) => String(record)),
    );
  await sendWhenThere(LIMIT, records);
  await until(async () => (await letters()).length === 2);
  await admin.deleteTopics({ topics: [LIMIT] });
  await make(LIMIT);
  await sendWhenThere(LIMIT, records);
  await until(async () => (await letters()).length === 4);
  expect(await letters()).toEqual(['no JSON', 'no JSON either', 'no JSON', 'no JSON either']);
  await nothingWaits();
}, 120_000);

test('what is gone by retention, or committed as -2, does not wait', async () => {
  await answered(RELATION, 2, 8);
  await answered(RELATION, 3, 8);
  await nothingWaits();
  await killPart(own.dir, `${JS}-1`);
  await until(async () => (await admin.describeGroups([GROUP])).groups[0]?.state === 'Empty');
  const partitions = [
    { partition: 2, offset: '3' },
    { partition: 3, offset: '-2' },
  ];
  await admin.setOffsets({ groupId: GROUP, topic: RELATION, partitions });
  await admin.deleteTopicRecords({
    topic: RELATION,
    partitions: partitions.map(({ partition }) => ({ partition, offset: '8' })),
  });
  await own.start({ 'topics.down_notice': NOTICE, 'health.stalled_after': '3s' });
  await nothingWaits();
  await answered(RELATION, 2, 2);
  await answered(RELATION, 3, 2);
  await nothingWaits();
}, 120_000);
