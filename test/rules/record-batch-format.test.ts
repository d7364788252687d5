import { readRecordBatches, type RecordBatch } from '@libs/messaging';
import { batchOf, recordOf, recordsOf, varint } from '../support/record-batches';

const read = (bytes: Buffer) => readRecordBatches(bytes, { unpackedMax: 1_000_000 });
const values = (batch?: RecordBatch) => batch?.records.map((record) => record.value?.toString());

/** The one batch that there is to read. */
function one(bytes: Buffer): RecordBatch {
  const { batches, needs } = read(bytes);
  expect({ batches: batches.length, needs }).toEqual({ batches: 1, needs: undefined });
  return batches[0] as RecordBatch;
}

const first = recordsOf([recordOf('first', 0)]);
const second = recordsOf([recordOf('second', 1)]);
const both = Buffer.concat([first, second]);

describe('what is not as its header says is set aside as a whole', () => {
  const raw = (...parts: (Buffer | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'number' ? varint(part) : part)));
  const attributes = Buffer.from([0]);
  /** A record of any fields, with the length that they have. */
  const laid = (...fields: (Buffer | number)[]) => {
    const record = raw(attributes, ...fields);
    return raw(record.length, record);
  };

  test.each<[string, Buffer, number]>([
    ['fewer records', first, 2],
    ['more records', both, 1],
    ['no records where one is stated', Buffer.alloc(0), 1],
    ['a negative number of records', both, -1],
    ['billions of records', both, 2 ** 31 - 1],
    ['a record of negative length', raw(-5, attributes), 1],
    ['a record longer than the batch', raw(500, attributes, 0, 0, -1, -1, 0), 1],
    ['a record longer than its fields', raw(9, attributes, 0, 0, -1, -1, 0, Buffer.from('xxx')), 1],
    ['a record shorter than its fields', raw(5, attributes, 0, 0, -1, -1, 0), 1],
    ['a key of length −2', laid(0, 0, -2, -1, 0), 1],
    ['a key beyond the end', laid(0, 0, 2 ** 30, -1, 0), 1],
    ['a value of length −9', laid(0, 0, -1, -9, 0), 1],
    ['a value beyond the end', laid(0, 0, -1, 77, 0), 1],
    ['−1 headers', laid(0, 0, -1, -1, -1), 1],
    ['billions of headers', laid(0, 0, -1, -1, 2 ** 31 - 1), 1],
    ['a header without a name', laid(0, 0, -1, -1, 1, -1, -1), 1],
    ['a header beyond the end', laid(0, 0, -1, -1, 1, 1, Buffer.from('x'), 99), 1],
    ['a number of six bytes', laid(0, Buffer.from('808080808000', 'hex'), -1, -1, 0), 1],
    ['a time of eleven bytes', laid(Buffer.from('8080808080808080808000', 'hex'), 0, -1, -1, 0), 1],
    ['an offset before the batch', laid(0, -1, -1, -1, 0), 1],
    ['an offset behind the batch', laid(0, 1, -1, -1, 0), 1],
    ['an offset twice', Buffer.concat([first, first]), 2],
  ])('%s', (_case, body, count) => {
    const lastOffsetDelta = Math.max(Math.min(count, 2) - 1, 0);
    const bad = batchOf(body, { count, lastOffsetDelta, firstOffset: 4n });
    const next = batchOf(first, { firstOffset: 9n });
    const { batches } = read(Buffer.concat([bad, next, bad]));
    expect(batches.map(({ firstOffset, lastOffset, unreadable }) => [firstOffset, lastOffset, !unreadable])).toEqual([
      [4n, 4n + BigInt(lastOffsetDelta), false],
      [9n, 9n, true],
      [4n, 4n + BigInt(lastOffsetDelta), false],
    ]);
    expect(batches.map(values)).toEqual([[], ['first'], []]);
  });

  test.each<[string, (batch: Buffer) => void, string]>([
    [
      'a bit of it turned over',
      (batch) => batch.writeUInt8(batch.readUInt8(70) ^ 1, 70),
      'its checksum is not that of its bytes',
    ],
    ['the old format 1', (batch) => (batch[16] = 1), 'its format is 1: only record format 2 is read'],
    ['the old format 0', (batch) => (batch[16] = 0), 'its format is 0: only record format 2 is read'],
    ['a format to come', (batch) => (batch[16] = 3), 'its format is 3: only record format 2 is read'],
  ])('%s', (_case, spoil, reason) => {
    const bad = batchOf(first, { firstOffset: 4n });
    spoil(bad);
    const { batches } = read(Buffer.concat([bad, batchOf(second, { firstOffset: 5n, lastOffsetDelta: 1 })]));
    expect(batches[0]).toMatchObject({ firstOffset: 4n, lastOffset: 4n, records: [], unreadable: reason });
    expect(values(batches[1])).toEqual(['second']);
  });

  test('a codec to come', () => {
    const bad = batchOf(first, { firstOffset: 4n, attributes: 5 });
    expect(one(bad)).toMatchObject({ firstOffset: 4n, unreadable: 'it is packed by an unknown codec 5' });
  });

  test.each([-1, 0, 4, -(2 ** 31)])('a length field of %i: the rest of the fetch is given up with it', (length) => {
    const good = batchOf(first, { firstOffset: 3n });
    const bad = batchOf(both, { firstOffset: 4n, count: 2 });
    bad.writeInt32BE(length, 8);
    const { batches } = read(Buffer.concat([good, bad, good]));
    expect(batches.map(({ firstOffset, lastOffset }) => [firstOffset, lastOffset])).toEqual([
      [3n, 3n],
      [4n, 5n],
    ]);
    expect(batches[1]?.unreadable).toBe(`it states a size of ${length + 12} bytes`);
  });

  test('a length field that ends within the header', () => {
    const bad = batchOf(first, { firstOffset: 4n }).subarray(0, 40);
    bad.writeInt32BE(28, 8);
    const { batches } = read(Buffer.concat([bad, batchOf(first, { firstOffset: 5n })]));
    expect(batches[0]).toMatchObject({ firstOffset: 4n, lastOffset: 4n, unreadable: expect.any(String) as unknown });
    expect(values(batches[1])).toEqual(['first']);
  });
});

describe('a fetch that cuts a batch off', () => {
  const whole = batchOf(both, { count: 2, firstOffset: 5n });

  test('at any place: the first says what it needs, a later one is left', () => {
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      const needs = length === 0 ? undefined : length < 17 ? 61 : whole.length;
      expect(read(cut)).toEqual({ batches: [], needs });
      const behind = read(Buffer.concat([whole, cut]));
      expect(behind.needs).toBeUndefined();
      expect(behind.batches.map(values)).toEqual([['first', 'second']]);
    }
  });
});

describe('the fields of a batch', () => {
  test('as they lie in the header', () => {
    const fields = { firstOffset: 2n ** 62n, lastOffsetDelta: 9, count: 2, leaderEpoch: 7, producerId: 2n ** 40n };
    const batch = one(batchOf(both, { ...fields, attributes: 1 << 4 }));
    expect(batch).toMatchObject({
      firstOffset: 2n ** 62n,
      lastOffset: 2n ** 62n + 9n,
      leaderEpoch: 7,
      producerId: 2n ** 40n,
      isTransactional: true,
      control: undefined,
    });
    expect(batch.records.map(({ offset }) => offset)).toEqual([2n ** 62n, 2n ** 62n + 1n]);
  });

  test('a batch whose records were compacted away keeps its last offset', () => {
    expect(one(batchOf(Buffer.alloc(0), { firstOffset: 3n, lastOffsetDelta: 4, count: 0 }))).toMatchObject({
      lastOffset: 7n,
      records: [],
      unreadable: undefined,
    });
  });

  test('with the time of appending all records have it', () => {
    const body = recordsOf([{ ...recordOf('x'), timestamp: 1_000 }]);
    const time = (attributes: number) => one(batchOf(body, { attributes, maxTimestamp: 9_999 })).records[0]?.timestamp;
    expect([time(0), time(1 << 3)]).toEqual([1_000, 9_999]);
  });

  test.each<[string, string, Buffer | null]>([
    ['abort', 'abort', Buffer.from('00000000', 'hex')],
    ['commit', 'commit', Buffer.from('00000001', 'hex')],
    ['another', 'other', Buffer.from('00000002', 'hex')],
    ['one without a type', 'other', Buffer.from('0000', 'hex')],
    ['one without a key', 'other', null],
  ])('a control batch: %s', (_case, control, key) => {
    const body = recordsOf([{ ...recordOf(''), key }]);
    const attributes = (1 << 5) | (1 << 4);
    expect(one(batchOf(body, { attributes, producerId: 8n }))).toMatchObject({
      control,
      records: [],
      isTransactional: true,
      producerId: 8n,
      unreadable: undefined,
    });
  });
});
