import { readFileSync, writeFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { Kafka, logLevel } from 'kafkajs';
import { bomb, lz4Stating, skippableFrame } from '../support/bombs';
import { sql } from '../support/database';
import { freshMetrics } from '../support/gateway-state';
import { establishment, someone } from '../support/people';
import { codeOf, envelopeOf, PlatformClient } from '../support/platform';
import { CODEC, plainRecords, produceRaw, rawBatch, type RawRecord } from '../support/raw-batches';
import { stack } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const TOPIC = `mulaid.down.relation.${GD}`;
const PARTITION = 2;
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

const gateway = () => stack.provinces[GD]?.gateways[0] ?? { url: '', pid: 0 };

/** A message that is answered with E10 at once: nobody knows the donor. */
function message(headers: RawRecord['headers'] = []): RawRecord & { msgid: string; value: string } {
  const envelope = envelopeOf(GD, 'M101', establishment(someone(GD), someone('510000')));
  return { msgid: String(envelope['msgid']), value: JSON.stringify(envelope), headers };
}

/** Sends something in between two good messages of the same partition; these are answered, once each. */
async function betweenNeighbours<T>(send: () => Promise<T>): Promise<T> {
  const neighbours = [message(), message()];
  await platform.sendRaw(TOPIC, [{ value: neighbours[0]?.value ?? '', partition: PARTITION }]);
  const sent = await send();
  await platform.sendRaw(TOPIC, [{ value: neighbours[1]?.value ?? '', partition: PARTITION }]);
  for (const { msgid } of neighbours) expect(codeOf(await platform.answerTo(msgid))).toBe('E10');
  for (const { msgid } of neighbours) expect(platform.answers.get(msgid)).toHaveLength(1);
  return sent;
}

/** Everything is consumed, and the gateway says so. */
async function nothingWaits(): Promise<void> {
  await until(async () => (await metric('mutual_aid_consumer_lag')) === 0);
  expect((await fetch(`${gateway().url}/health/ready`)).status).toBe(200);
}

async function metric(name: string): Promise<number> {
  const text = await freshMetrics(gateway().url);
  const values = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const zstd = (plain: Buffer) => zstdCompressSync(plain);

describe('a batch that only an exact reader reads: its messages are answered', () => {
  test.each<[string, number, (plain: Buffer) => Buffer]>([
    [
      'two zstd frames',
      CODEC.zstd,
      (plain) => Buffer.concat([zstd(plain.subarray(0, 300)), zstd(plain.subarray(300))]),
    ],
    ['a zstd frame to be skipped first', CODEC.zstd, (plain) => Buffer.concat([skippableFrame(), zstd(plain)])],
    ['an lz4 frame that states 2 GiB', CODEC.lz4, (plain) => lz4Stating(2 ** 31, plain)],
    ['an lz4 frame that states too little', CODEC.lz4, (plain) => lz4Stating(10, plain)],
  ])('%s', async (_what, codec, pack) => {
    const messages = [message(), message()];
    await betweenNeighbours(() =>
      produceRaw(TOPIC, PARTITION, rawBatch(codec, messages.length, pack(plainRecords(messages)))),
    );
    for (const { msgid } of messages) expect(codeOf(await platform.answerTo(msgid))).toBe('E10');
  });

  test('10,000 headers on each of ten records', async () => {
    const headers = Array.from({ length: 10_000 }, (_, index) => [`h${index}`, ''] as const);
    const messages = Array.from({ length: 10 }, () => message(headers));
    await betweenNeighbours(() =>
      produceRaw(TOPIC, PARTITION, rawBatch(CODEC.zstd, messages.length, zstd(plainRecords(messages)))),
    );
    for (const { msgid } of messages) expect(codeOf(await platform.answerTo(msgid))).toBe('E10');
  });
});

describe('a batch that cannot be read: one dead letter, its neighbours are answered', () => {
  test.each<['gzip' | 'zstd', number]>([
    ['gzip', 300],
    ['zstd', 1000],
  ])(
    'a %s bomb of %d MB, and memory stays bounded',
    async (codec, megabytes) => {
      const payload = await bomb(codec, megabytes);
      // What the process takes at most, counted from here.
      writeFileSync(`/proc/${gateway().pid}/clear_refs`, '5');
      const before = megabytesOf('VmRSS');
      const offset = await betweenNeighbours(() => produceRaw(TOPIC, PARTITION, rawBatch(CODEC[codec], 1, payload)));
      expect(megabytesOf('VmHWM') - before).toBeLessThan(280);
      const letters = await sql(GD, 'SELECT state, topic, record, reason FROM dead_letter WHERE origin = ?', [
        `${TOPIC}/${PARTITION}/${offset}`,
      ]);
      const reason = expect.stringMatching(
        new RegExp(`^${TOPIC}, partition ${PARTITION}, offsets ${offset} to ${offset} cannot be read: .`),
      ) as unknown;
      expect(letters).toEqual([{ state: 'OPEN', topic: TOPIC, record: null, reason }]);
      await nothingWaits();
    },
    120_000,
  );
});

function megabytesOf(figure: string): number {
  const status = readFileSync(`/proc/${gateway().pid}/status`, 'utf8');
  return Number(new RegExp(`^${figure}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}

describe('a transactional producer', () => {
  test('what it committed is answered once, what it aborted never; nothing is left to read', async () => {
    const kafka = new Kafka({ brokers: stack.kafka.brokers, logLevel: logLevel.NOTHING, retry: { retries: 20 } });
    const producer = kafka.producer({ transactionalId: `t-${process.pid}`, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const groups = Array.from({ length: 4 }, () => [message(), message()]);
    for (const [index, group] of groups.entries()) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: TOPIC, messages: group.map(({ value }) => ({ value, partition: PARTITION })) });
      await (index % 2 === 0 ? transaction.commit() : transaction.abort());
    }
    await producer.disconnect();
    await betweenNeighbours(() => Promise.resolve());
    for (const [index, group] of groups.entries())
      for (const { msgid } of group) {
        if (index % 2 === 0) expect(codeOf(await platform.answerTo(msgid))).toBe('E10');
        expect(platform.answers.get(msgid)?.length).toBe(index % 2 === 0 ? 1 : undefined);
      }
    await nothingWaits();
  }, 120_000);
});
