import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '../../apps/development-stack/src/kafka';
import { isRunning } from '../../apps/development-stack/src/processes';
import { STANDARD, startStack, stopPart } from '../../apps/development-stack/src/stack';
import { readState } from '../../apps/development-stack/src/stack-files';
import { RecordSender, type OutgoingRecord, type RecordsToSend } from '../../libs/messaging/src/record-sender';
import { newId } from '../support/platform';
import { stack } from '../support/stack';
import { until } from '../support/until';

const dir = process.env['TEST_STACK_DIR'] ?? '';
const { brokers } = stack.kafka;
const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const sender = new RecordSender({ clientId: 'test', brokers, log: () => undefined });
const record = (key: string, value: string): OutgoingRecord => ({ key, value, headers: { msgid: value } });

beforeAll(() => admin.connect());
afterAll(async () => {
  sender.close();
  await admin.disconnect();
});

async function newTopic(): Promise<string> {
  const topic = newId('sent');
  await createTopics(Number(brokers[0]?.split(':')[1]), [topic]);
  return topic;
}

/** What lies in a topic, each partition in its order. */
async function contentOf(topic: string, count: number) {
  const consumer = kafka.consumer({ groupId: newId('reader') });
  const found: { partition: number; key: string; value: string; msgid: string }[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message: { key, value, headers } }) => {
        const text = (bytes: unknown) => (Buffer.isBuffer(bytes) ? bytes.toString() : '');
        found.push({ partition, key: text(key), value: text(value), msgid: text(headers?.['msgid']) });
        return Promise.resolve();
      },
    });
    await until(() => found.length >= count);
  } finally {
    await consumer.disconnect();
  }
  return found;
}

const send = (topic: string, records: OutgoingRecord[], more: Partial<RecordsToSend> = {}) =>
  sender.send({ topic, records, spread: 'by key', compression: 'none', ...more });

test('a key keeps to one partition, the one where kafkajs sends it, and its records to their order', async () => {
  const topic = await newTopic();
  const keys = Array.from({ length: 40 }, (_, i) => `key-${i}`);
  for (const round of [1, 2, 3])
    await send(
      topic,
      keys.map((key) => record(key, `${round}`)),
    );
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({ topic, messages: keys.map((key) => record(key, '4')) });
  await producer.disconnect();
  const found = await contentOf(topic, 160);
  for (const key of keys) {
    const ofKey = found.filter((each) => each.key === key);
    expect(ofKey.map(({ value, msgid }) => [value, msgid])).toEqual(['1', '2', '3', '4'].map((each) => [each, each]));
    expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
  }
  expect(new Set(found.map(({ partition }) => partition)).size).toBe(6);
}, 120_000);

test('records that go together lie in one partition, the next in the next; a huge one goes packed', async () => {
  const topic = await newTopic();
  const three = ['a', 'b', 'c'].map((key) => record(key, key));
  for (let time = 0; time < 6; time++) await send(topic, three, { spread: 'together' });
  const huge = record('huge', 'x'.repeat(5_000_000));
  await send(topic, [huge], { compression: 'gzip' });
  await expect(send(topic, [huge])).rejects.toThrow(topic);
  const found = await contentOf(topic, 19);
  const small = found.filter(({ key }) => key !== 'huge');
  const byPartition = Map.groupBy(small, ({ partition }) => partition);
  expect([...byPartition.values()].map((lying) => lying.map(({ key }) => key).join(''))).toEqual(
    new Array<string>(6).fill('abc'),
  );
  expect(found.filter(({ key }) => key === 'huge').map(({ value }) => value.length)).toEqual([5_000_000]);
}, 120_000);

test('a topic that is not there is not made, and holds up no other', async () => {
  const [missing, topic] = [newId('missing'), await newTopic()];
  const [first, second] = await Promise.allSettled([
    send(missing, [record('k', 'v')]),
    send(topic, [record('k', 'v')]),
  ]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  expect(await admin.listTopics()).not.toContain(missing);
}, 120_000);

test('two sends to one topic are never under way at once', async () => {
  const topic = await newTopic();
  const first = send(topic, [record('k', '1')]);
  await expect(send(topic, [record('k', '2')])).rejects.toThrow('still under way');
  await first;
  expect((await contentOf(topic, 1)).map(({ value }) => value)).toEqual(['1']);
}, 120_000);

/** Sends until it succeeds, as the relay does; gives how often that failed. */
async function sendAtLast(topic: string, value: string): Promise<number> {
  for (let failed = 0; ; failed++)
    try {
      await send(topic, [record('k', value)]);
      return failed;
    } catch (error) {
      if (failed > 300) throw error;
    }
}

const kafkaProcess = () => {
  const target = readState(dir)?.processes['kafka'];
  if (!isRunning(target)) throw new Error('Kafka does not run');
  return target.pid;
};

test('Kafka that hangs: a send is given up in time, and nothing overtakes it once Kafka goes on', async () => {
  const topic = await newTopic();
  await sendAtLast(topic, '1');
  const pid = kafkaProcess();
  process.kill(pid, 'SIGSTOP');
  try {
    await expect(send(topic, [record('k', '2')])).rejects.toThrow(topic);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await sendAtLast(topic, '2');
  await sendAtLast(topic, '3');
  const values = (await contentOf(topic, 3)).map(({ value }) => value);
  expect([...new Set(values)]).toEqual(['1', '2', '3']);
}, 180_000);

test('Kafka is gone for a while: sends fail, and go through by themselves once it is there again', async () => {
  const topic = await newTopic();
  await sendAtLast(topic, '1');
  await stopPart(dir, 'kafka');
  await expect(send(topic, [record('k', '2')])).rejects.toThrow(topic);
  await startStack({ ...STANDARD, dir }, () => undefined);
  await sendAtLast(topic, '2');
  expect([...new Set((await contentOf(topic, 2)).map(({ value }) => value))]).toEqual(['1', '2']);
}, 180_000);

test('a topic made anew with fewer partitions is sent to again by itself', async () => {
  const topic = await newTopic();
  const records = Array.from({ length: 60 }, (_, i) => record(`key-${i}`, 'old'));
  await send(topic, records);
  await admin.deleteTopics({ topics: [topic] });
  const sending = (async () => {
    for (let failed = 0; ; failed++) {
      const sent = await send(topic, records).then(
        () => true,
        () => false,
      );
      const made = (await admin.listTopics()).includes(topic);
      if (sent && made) return failed;
    }
  })();
  await until(async () => {
    const made = await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }).catch(() => false);
    return made || (await admin.listTopics()).includes(topic);
  });
  await sending;
  expect(new Set((await contentOf(topic, 60)).map(({ partition }) => partition))).toEqual(new Set([0]));
}, 180_000);
