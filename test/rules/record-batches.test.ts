import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readRecordBatches, type KafkaRecord, type RecordBatch } from '@libs/messaging';
import { createRecordsBatch } from '@platformatic/kafka';
import { RecordBatch as encodeBatch } from 'kafkajs/src/protocol/recordBatch/v0';
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0';
import {
  batchOf,
  gzipBomb,
  GZIP,
  LZ4,
  lz4Bomb,
  lz4Stating,
  pack,
  packJavaSnappy,
  recordOf,
  recordsOf,
  SKIPPABLE,
  SNAPPY,
  snappyBomb,
  ZSTD,
  zstdBomb,
  type PlainRecord,
} from '../support/record-batches';

const MAX = 64 * 2 ** 20;
const read = (bytes: Buffer, unpackedMax = MAX) => readRecordBatches(bytes, { unpackedMax });
const values = (batch?: RecordBatch) => batch?.records.map((record) => record.value?.toString());
/** A record's fields, each of which is read where it lies. */
const plain = ({ offset, key, value, timestamp, headers }: KafkaRecord) => ({ offset, key, value, timestamp, headers });

/** The one batch that there is to read. */
function one(bytes: Buffer, unpackedMax = MAX): RecordBatch {
  const { batches, needs } = read(bytes, unpackedMax);
  expect({ batches: batches.length, needs }).toEqual({ batches: 1, needs: undefined });
  return batches[0] as RecordBatch;
}

const first = recordsOf([recordOf('first', 0)]);
const second = recordsOf([recordOf('second', 1)]);
const both = Buffer.concat([first, second]);

test.each<[string, number, Buffer]>([
  ['two gzip members', GZIP, Buffer.concat([gzipSync(first), gzipSync(second)])],
  ['an empty gzip member between', GZIP, Buffer.concat([gzipSync(first), gzipSync(''), gzipSync(second)])],
  ['zeros after gzip', GZIP, Buffer.concat([gzipSync(both), Buffer.alloc(100)])],
  ['a zero after two gzip members', GZIP, Buffer.concat([gzipSync(first), gzipSync(second), Buffer.alloc(1)])],
  ['two zstd frames', ZSTD, Buffer.concat([pack.zstd(first), pack.zstd(second)])],
  ['a record over two zstd frames', ZSTD, Buffer.concat([pack.zstd(both.subarray(0, 9)), pack.zstd(both.subarray(9))])],
  ['a skippable zstd frame first', ZSTD, Buffer.concat([SKIPPABLE, pack.zstd(both)])],
  [
    'skippable zstd frames between and last',
    ZSTD,
    Buffer.concat([pack.zstd(first), SKIPPABLE, pack.zstd(second), SKIPPABLE]),
  ],
  ['an empty zstd frame first', ZSTD, Buffer.concat([zstdCompressSync(''), pack.zstd(both)])],
  ['two lz4 frames', LZ4, Buffer.concat([pack.lz4(first), pack.lz4(second)])],
  ['zeros after lz4', LZ4, Buffer.concat([pack.lz4(both), Buffer.alloc(7)])],
  ['a skippable lz4 frame first', LZ4, Buffer.concat([SKIPPABLE, pack.lz4(both)])],
  ['lz4 that states 2 GiB', LZ4, lz4Stating(2n ** 31n, both)],
  ['lz4 that states 2^63', LZ4, lz4Stating(2n ** 63n, both)],
  ['lz4 that states too little', LZ4, lz4Stating(3n, both)],
  ['snappy as one block', SNAPPY, pack.snappy(both)],
  [
    'snappy that states 2 GiB',
    SNAPPY,
    Buffer.concat([Buffer.from('ffffffff0f', 'hex'), pack.snappy(both).subarray(1)]),
  ],
  ['snappy that states too little', SNAPPY, Buffer.concat([Buffer.from('03', 'hex'), pack.snappy(both).subarray(1)])],
  ['snappy of the Java library', SNAPPY, packJavaSnappy(both)],
  ['the same in small blocks', SNAPPY, packJavaSnappy(both, 7)],
  ['two streams of the Java library', SNAPPY, Buffer.concat([packJavaSnappy(first), packJavaSnappy(second)])],
])('all is read: %s', (_case, codec, body) => {
  const batch = one(batchOf(body, { attributes: codec, count: 2 }));
  expect({ values: values(batch), unreadable: batch.unreadable }).toEqual({
    values: ['first', 'second'],
    unreadable: undefined,
  });
});

test.each<[string, number, (records: Buffer) => Buffer]>([
  ['gzip', GZIP, pack.gzip],
  ['snappy', SNAPPY, pack.snappy],
  ['snappy of the Java library', SNAPPY, packJavaSnappy],
  ['lz4', LZ4, pack.lz4],
  ['zstd', ZSTD, pack.zstd],
])('%s: neither cut streams nor what follows them', (_codec, codec, packed) => {
  const whole = packed(both);
  const batch = (body: Buffer) => one(batchOf(body, { attributes: codec, count: 2, firstOffset: 70n }));
  expect(values(batch(whole))).toEqual(['first', 'second']);
  const others = [
    ...Array.from(whole.keys())
      .slice(1)
      .map((length) => whole.subarray(0, length)),
    Buffer.concat([whole, Buffer.from('and more')]),
    // Zeros are passed over where the codec's own readers do.
    ...(codec === GZIP || codec === LZ4 ? [] : [Buffer.concat([whole, Buffer.alloc(5)])]),
    Buffer.from('no such stream, but as long as one'),
  ];
  for (const body of others) {
    const { firstOffset, lastOffset, records, unreadable } = batch(body);
    expect({ firstOffset, lastOffset, records }).toEqual({ firstOffset: 70n, lastOffset: 71n, records: [] });
    expect(unreadable).toEqual(expect.any(String));
  }
});

describe('a bomb ends at the bound', () => {
  const bomb = (codec: number, body: Buffer) => {
    const bytes = Buffer.concat([
      batchOf(body, { attributes: codec, firstOffset: 5n }),
      batchOf(recordsOf([recordOf('neighbour')]), { firstOffset: 6n }),
    ]);
    const before = process.resourceUsage().maxRSS;
    const bad = read(bytes).batches;
    const grown = (process.resourceUsage().maxRSS - before) / 1024;
    const good = read(bytes.subarray(body.length + 61)).batches;
    return { bad, good, grown };
  };

  test.each<[string, number, number, () => Buffer | Promise<Buffer>]>([
    ['1.5 GB of text in zstd', ZSTD, 200_000, () => zstdBomb(1_500)],
    ['300 MB in gzip', GZIP, 350_000, () => gzipBomb(300)],
    [
      '300 MB in gzip members',
      GZIP,
      350_000,
      () => Buffer.concat(new Array<Buffer>(300).fill(gzipSync(Buffer.alloc(2 ** 20)))),
    ],
    ['255 MB in lz4', LZ4, 1_100_000, () => lz4Bomb(1_000_000)],
    ['128 MB in snappy', SNAPPY, 6_100_000, () => snappyBomb(2_000_000)],
  ])('%s', async (_case, codec, size, make) => {
    const body = await make();
    expect(body.length).toBeLessThan(size);
    const { bad, good, grown } = bomb(codec, body);
    expect(bad[0]).toMatchObject({ firstOffset: 5n, lastOffset: 5n, records: [] });
    expect(bad[0]?.unreadable).toBe(`it unpacks to more than ${MAX} bytes`);
    expect(values(good[0])).toEqual(['neighbour']);
    expect(grown).toBeLessThan(400);
  });
});

test('a batch of empty records is a bomb too', () => {
  const count = 4_000_000;
  const empty = Buffer.from([12, 0, 0, 0, 1, 1, 0]);
  const body = pack.zstd(Buffer.alloc(count * empty.length, empty));
  expect(body.length).toBeLessThan(10_000);
  const { unreadable } = one(batchOf(body, { attributes: ZSTD, count }));
  expect(unreadable).toBe('it states 4000000 records: more than 524288 are not read');
});

test('bombs in a row are read one at a time, each once', () => {
  const almost = (firstOffset: bigint) => {
    const body = pack.zstd(recordsOf([recordOf('x'.repeat(900_000))]));
    return batchOf(body, { attributes: ZSTD, firstOffset });
  };
  const log = Buffer.concat([almost(0n), almost(1n), almost(2n), almost(3n)]);
  const { batches } = read(log, 1_000_000);
  expect(batches.map(({ lastOffset, unreadable }) => ({ lastOffset, unreadable }))).toEqual([
    { lastOffset: 0n, unreadable: undefined },
    { lastOffset: 1n, unreadable: undefined },
  ]);
});

test('a frame for every few bytes ends before it takes long', () => {
  const frames = Buffer.concat(new Array<Buffer>(100_000).fill(zstdCompressSync('')));
  const { unreadable } = one(batchOf(frames, { attributes: ZSTD }));
  expect(unreadable).toBe('it has more than 4096 zstd frames');
});

describe('headers', () => {
  const headers = Array.from({ length: 10_000 }, (_, i): [string, Buffer | null] => [
    `h${i % 5_000}`,
    i % 7 === 0 ? null : Buffer.from(`${i}`),
  ]);

  test('10,000 of them, names twice, in linear time', () => {
    const timed = (some: typeof headers) => {
      const bytes = batchOf(recordsOf([{ ...recordOf('value'), headers: some }]));
      const began = process.cpuUsage().user;
      for (let time = 0; time < 20; time++) expect(one(bytes).records[0]?.headers.length).toBe(some.length);
      return process.cpuUsage().user - began;
    };
    const bytes = batchOf(recordsOf([{ ...recordOf('value'), headers }]));
    expect(one(bytes).records[0]?.headers).toEqual(headers);
    timed(headers);
    // Ten times the headers: in quadratic time a hundred times as long.
    expect(timed(headers)).toBeLessThan(40 * timed(headers.slice(0, 1_000)));
    // kafkajs took minutes for these twenty.
    expect(timed(headers) / 20).toBeLessThan(150_000);
  });

  test('one is found by its name; null, twice or not there it is not', () => {
    const bytes = (text: string) => Buffer.from(text);
    const some: typeof headers = [
      ['once', bytes('1')],
      ['onc', bytes('2')],
      ['twice', bytes('3')],
      ['empty', bytes('')],
      ['null', null],
      ['twice', bytes('4')],
    ];
    const record = one(batchOf(recordsOf([{ ...recordOf('value'), headers: some }]))).records[0];
    expect(['once', 'twice', 'empty', 'null', 'none'].map((name) => record?.header(bytes(name))?.toString())).toEqual([
      '1',
      undefined,
      '',
      undefined,
      undefined,
    ]);
    expect(one(batchOf(first)).records[0]?.header(bytes('once'))).toBeUndefined();
  });

  test('of a record without any there are none', () => {
    expect(one(batchOf(first)).records[0]?.headers).toEqual([]);
  });
});

describe("others' encoders", () => {
  const timestamp = Date.UTC(2026, 5, 10);
  const headers: [string, Buffer][] = [
    ['msgid', Buffer.from('M1')],
    ['empty', Buffer.alloc(0)],
  ];
  const many: PlainRecord[] = Array.from({ length: 50 }, (_, i) => ({
    offsetDelta: i,
    timestamp: timestamp + i * i,
    key: i % 3 === 0 ? null : Buffer.from(`key ${i}`),
    value: Buffer.from(`value ${i} `.repeat(i * 10)),
    headers,
  }));
  const expected = many.map(({ offsetDelta, ...record }) => ({ ...record, offset: BigInt(offsetDelta) }));

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('@platformatic/kafka, %s', (compression) => {
    const messages = many.map((record) => ({
      topic: 'down',
      partition: 0,
      key: record.key,
      value: record.value,
      timestamp: BigInt(record.timestamp),
      headers: new Map(record.headers.map(([name, value]) => [Buffer.from(name), value])),
    }));
    const batch = one(createRecordsBatch(messages as never, { compression }).buffer);
    expect(batch.unreadable).toBeUndefined();
    expect(batch.records.map(plain)).toEqual(expected);
  });

  test.each([
    ['none', 0],
    ['gzip', 1],
  ])('kafkajs, %s', async (_codec, compression) => {
    const records = many.map((record) =>
      encodeRecord({
        offsetDelta: record.offsetDelta,
        timestampDelta: record.timestamp - timestamp,
        key: record.key,
        value: record.value,
        headers: Object.fromEntries(headers),
      }),
    );
    const times = { firstTimestamp: timestamp, maxTimestamp: timestamp + 50 };
    const { buffer } = await encodeBatch({ compression, lastOffsetDelta: 49, records, ...times });
    const batch = one(buffer);
    expect(batch.unreadable).toBeUndefined();
    expect(batch.records.map(plain)).toEqual(expected);
  });
});
