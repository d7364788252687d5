import { Cursor } from './cursor';
import type { KafkaRecord, RecordHeader } from './record-batch';

const NO_HEADERS: readonly RecordHeader[] = [];

/** What all records of a batch have in common. */
export interface RecordsFrame {
  readonly firstOffset: bigint;
  readonly lastOffsetDelta: number;
  readonly count: number;
  /** What the records' times are counted from, ms UTC. */
  readonly firstTimestamp: number;
  /** Set where the topic's records have the time of appending, ms UTC. */
  readonly appendedAt: number | undefined;
}

/** A record where it lies in the unpacked bytes; what nobody asks for is not taken out of them. */
class LaidRecord implements KafkaRecord {
  constructor(
    private readonly bytes: Buffer,
    private readonly firstOffset: bigint,
    readonly offsetDelta: number,
    readonly timestamp: number,
    private readonly keyAt: number,
    private readonly keyLength: number,
    private readonly valueAt: number,
    private readonly valueLength: number,
    private readonly headersAt: number,
  ) {}

  get offset(): bigint {
    return this.firstOffset + BigInt(this.offsetDelta);
  }

  get key(): Buffer | null {
    return this.keyLength < 0 ? null : this.bytes.subarray(this.keyAt, this.keyAt + this.keyLength);
  }

  get value(): Buffer | null {
    return this.valueLength < 0 ? null : this.bytes.subarray(this.valueAt, this.valueAt + this.valueLength);
  }

  get headers(): readonly RecordHeader[] {
    const cursor = new Cursor(this.bytes);
    cursor.at = this.headersAt;
    const count = cursor.varint();
    if (count === 0) return NO_HEADERS;
    return Array.from({ length: count }, (): RecordHeader => {
      const nameAt = cursor.skip(cursor.varint());
      const name = cursor.bytes.toString('utf8', nameAt, cursor.at);
      const valueLength = cursor.varint();
      const valueAt = skipNullable(cursor, valueLength);
      return [name, valueLength < 0 ? null : cursor.bytes.subarray(valueAt, cursor.at)];
    });
  }

  header(name: Buffer): Buffer | undefined {
    const cursor = new Cursor(this.bytes);
    cursor.at = this.headersAt;
    let found: Buffer | undefined;
    let times = 0;
    for (let left = cursor.varint(); left > 0; left--) {
      const nameLength = cursor.varint();
      const nameAt = cursor.skip(nameLength);
      const valueLength = cursor.varint();
      const valueAt = skipNullable(cursor, valueLength);
      if (nameLength !== name.length || name.compare(this.bytes, nameAt, nameAt + nameLength) !== 0) continue;
      times++;
      found = valueLength < 0 ? undefined : this.bytes.subarray(valueAt, cursor.at);
    }
    return times === 1 ? found : undefined;
  }
}

/** Reads all records of a batch; throws where one is malformed, where they are fewer, or where more bytes follow. */
export function readRecords(unpacked: Buffer, frame: RecordsFrame): KafkaRecord[] {
  const cursor = new Cursor(unpacked);
  const records: KafkaRecord[] = [];
  let offsetDelta = -1;
  while (records.length < frame.count) {
    if (cursor.left === 0) throw new Error(`it holds ${records.length} records and states ${frame.count}`);
    const record = readRecord(cursor, frame);
    if (record.offsetDelta <= offsetDelta || record.offsetDelta > frame.lastOffsetDelta)
      throw new Error(`record ${records.length} has the offset +${record.offsetDelta}`);
    offsetDelta = record.offsetDelta;
    records.push(record);
  }
  if (cursor.left > 0) throw new Error(`${cursor.left} bytes follow the last record`);
  return records;
}

function readRecord(cursor: Cursor, frame: RecordsFrame): LaidRecord {
  const length = cursor.varint();
  const end = cursor.skip(length) + length;
  cursor.at = end - length;
  cursor.byte(); // attributes, which have no meaning yet
  const timestamp = frame.firstTimestamp + cursor.varlong();
  const offsetDelta = cursor.varint();
  const keyLength = cursor.varint();
  const keyAt = skipNullable(cursor, keyLength);
  const valueLength = cursor.varint();
  const valueAt = skipNullable(cursor, valueLength);
  const headersAt = cursor.at;
  skipHeaders(cursor);
  if (cursor.at !== end) throw new Error(`a record ends ${cursor.at - end} bytes from where it states`);
  return new LaidRecord(
    cursor.bytes,
    frame.firstOffset,
    offsetDelta,
    frame.appendedAt ?? timestamp,
    keyAt,
    keyLength,
    valueAt,
    valueLength,
    headersAt,
  );
}

/** Once over them, so that a malformed one shows before any record is handed out. */
function skipHeaders(cursor: Cursor): void {
  const count = cursor.varint();
  if (count < 0) throw new Error(`${count} headers`);
  for (let header = 0; header < count; header++) {
    cursor.skip(cursor.varint());
    skipNullable(cursor, cursor.varint());
  }
}

/** −1 stands for null. */
function skipNullable(cursor: Cursor, length: number): number {
  return length === -1 ? cursor.at : cursor.skip(length);
}
