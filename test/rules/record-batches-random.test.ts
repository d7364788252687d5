import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readRecordBatches } from '@libs/messaging';
import fc from 'fast-check';
import {
  batchOf,
  GZIP,
  LZ4,
  lz4Stating,
  pack,
  packJavaSnappy,
  recordsOf,
  sealed,
  SKIPPABLE,
  SNAPPY,
  ZSTD,
  type PlainRecord,
} from '../support/record-batches';

const halves = (by: (plain: Buffer) => Buffer) => (plain: Buffer) => {
  const middle = plain.length >> 1;
  return Buffer.concat([by(plain.subarray(0, middle)), by(plain.subarray(middle))]);
};

/** Each way to pack, with the codec's number. */
const ways: Readonly<Record<string, readonly [number, (plain: Buffer) => Buffer]>> = {
  none: [0, (plain) => plain],
  gzip: [GZIP, pack.gzip],
  'gzip, two members': [GZIP, halves(gzipSync)],
  snappy: [SNAPPY, pack.snappy],
  'snappy of Java': [SNAPPY, (plain) => packJavaSnappy(plain, 50)],
  lz4: [LZ4, pack.lz4],
  'lz4, plain and two frames': [LZ4, halves((plain) => lz4Stating(5n, plain))],
  zstd: [ZSTD, pack.zstd],
  'zstd, two frames and one skipped': [ZSTD, (plain) => Buffer.concat([SKIPPABLE, halves(zstdCompressSync)(plain)])],
};

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(3_000)).map(([some, length]) => {
    return new Uint8Array(length).map((_, at) => some[at % some.length] ?? 0);
  }),
);
const buffer = bytes.map((some) => Buffer.from(some));
const nullable = fc.option(buffer, { freq: 6 });
const record = fc.record({
  gap: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 2 ** 20 })),
  timestamp: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(-1, 2 ** 52, -(2 ** 51))),
  key: nullable,
  value: nullable,
  headers: fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 9 }), nullable), { maxLength: 4 }),
});
const batch = fc.record({
  records: fc.array(record, { maxLength: 12 }),
  firstOffset: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  firstTimestamp: fc.integer({ min: 0, max: 4e12 }),
  compactedAtEnd: fc.nat(5),
});
type Batch = typeof batch extends fc.Arbitrary<infer Some> ? Some : never;

/** The batch as bytes, and what is to be read of it. */
function laid(made: Batch, way: string) {
  const [attributes, packBy] = ways[way] ?? [0, (plain: Buffer) => plain];
  let offsetDelta = -1;
  const records = made.records.map(({ gap, ...rest }): PlainRecord => {
    offsetDelta += gap;
    return { offsetDelta, ...rest };
  });
  const { firstOffset, firstTimestamp, compactedAtEnd } = made;
  const count = records.length;
  const lastOffsetDelta = Math.max(offsetDelta, 0) + compactedAtEnd;
  const body = packBy(recordsOf(records, firstTimestamp));
  const whole = batchOf(body, { firstOffset, firstTimestamp, count, lastOffsetDelta, attributes });
  const expected = records.map(({ offsetDelta: delta, ...rest }) => ({ offset: firstOffset + BigInt(delta), ...rest }));
  return { whole, expected, lastOffset: firstOffset + BigInt(lastOffsetDelta) };
}

/** A record's fields, its bytes as text: jest compares text a thousand times faster. */
function told({ offset, timestamp, key, value, headers }: Omit<PlainRecord, 'offsetDelta'> & { offset: bigint }) {
  const text = (some: Buffer | null) => some?.toString('latin1');
  return [offset, timestamp, text(key), text(value), headers.map(([name, some]) => [name, text(some)])];
}

const fromTheClock = Date.now() % 1_000_000_000;
const seeds = [20261126, fromTheClock];
const withinTime = { interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true };

describe.each(Object.keys(ways))('%s', (way) => {
  test.each(seeds)('random batches are read as they were written, seed %i', (seed) => {
    const property = fc.property(fc.array(batch, { minLength: 1, maxLength: 3 }), (made) => {
      const all = made.map((each) => laid(each, way));
      const log = Buffer.concat(all.map(({ whole }) => whole));
      const { batches } = readRecordBatches(log, { unpackedMax: 10_000_000 });
      const found = batches.map(({ lastOffset, records, unreadable }) => ({
        unreadable,
        lastOffset,
        records: records.map(told),
      }));
      expect(found).toEqual(
        all.map(({ lastOffset, expected }) => ({ unreadable: undefined, lastOffset, records: expected.map(told) })),
      );
    });
    fc.assert(property, { seed, numRuns: 60, ...withinTime });
  });

  test.each(seeds)('nothing that is done to its bytes throws or goes past the bound, seed %i', (seed) => {
    const unpackedMax = 16_384;
    let readable = 0;
    let unreadable = 0;
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 127, 128, 255)));
    // Made once: making them takes longer than reading them.
    const originals = fc.sample(batch, { seed, numRuns: 60 }).map((made) => laid(made, way).whole);
    const spoiled = fc.record({
      original: fc.constantFrom(...originals),
      changes: fc.array(change, { maxLength: 4 }),
      cut: fc.option(fc.nat(), { freq: 2 }),
      seal: fc.boolean().map((bad) => !bad),
      inBody: fc.boolean(),
    });
    const property = fc.property(spoiled, ({ original, changes, cut, seal, inBody }) => {
      const whole = Buffer.from(original);
      const from = inBody && whole.length > 61 ? 61 : 0;
      for (const [at, byte] of changes) whole[from + (at % (whole.length - from))] = byte;
      const left = whole.subarray(0, cut === null ? whole.length : Math.max(61, cut % whole.length));
      const read = readRecordBatches(seal ? sealed(left) : left, { unpackedMax });
      for (const each of read.batches) {
        if (each.unreadable === undefined) readable++;
        else unreadable++;
        let held = 0;
        for (const { offset, key, value, headers } of each.records) {
          if (offset < each.firstOffset || offset > each.lastOffset) throw new Error(`the offset is ${offset}`);
          held += (key?.length ?? 0) + (value?.length ?? 0) + headers.length;
        }
        if (held > Math.max(unpackedMax, whole.length)) throw new Error(`${held} bytes are held`);
      }
    });
    fc.assert(property, { seed, numRuns: 1_250, ...withinTime });
    // Otherwise it would not have been the decoders that were tried.
    expect(readable).toBeGreaterThan(20);
    expect(unreadable).toBeGreaterThan(200);
  });
});
