import { BatchHeader } from './batch-header';
import { crc32c } from './crc32c';
import { readRecords } from './laid-record';
import type { KafkaRecord, RecordBatch } from './record-batch';
import { unpack } from './unpack';

/** What a record takes here, whatever it holds. A batch of empty ones is a bomb too: seven bytes each, packed to none. */
const BYTES_A_RECORD = 128;

/** One batch, and what it takes once unpacked, bytes; of a packed one that cannot be read, as much as it may. */
export interface ReadBatch {
  readonly batch: RecordBatch;
  readonly unpacked: number;
}

/** Reads one batch, from its first byte to its last. */
export function readBatch(bytes: Buffer, unpackedMax: number): ReadBatch {
  const header = new BatchHeader(bytes);
  try {
    check(header, bytes, unpackedMax);
    const plain = unpack(header.body, header.codec, unpackedMax);
    // Read once from the header, not once a record.
    const { firstOffset, lastOffsetDelta, count, firstTimestamp, appendedAt } = header;
    const records = readRecords(plain, { firstOffset, lastOffsetDelta, count, firstTimestamp, appendedAt });
    const taken = header.codec === 0 ? 0 : plain.length;
    return { batch: batchOf(header, records, undefined), unpacked: taken + BYTES_A_RECORD * records.length };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { batch: batchOf(header, [], reason), unpacked: header.codec === 0 ? 0 : unpackedMax };
  }
}

function check(header: BatchHeader, bytes: Buffer, unpackedMax: number): void {
  if (header.statedSize !== bytes.length) throw new Error(`it states a size of ${header.statedSize} bytes`);
  if (header.format !== 2) throw new Error(`its format is ${header.format}: only record format 2 is read`);
  if (!header.isWhole) throw new Error(`its size of ${bytes.length} bytes is less than a header's`);
  if (header.crc !== crc32c(header.checked)) throw new Error('its checksum is not that of its bytes');
  const most = Math.floor(unpackedMax / BYTES_A_RECORD);
  if (header.count > most) throw new Error(`it states ${header.count} records: more than ${most} are not read`);
  if (header.count < 0) throw new Error(`it states ${header.count} records`);
}

function batchOf(header: BatchHeader, records: readonly KafkaRecord[], unreadable: string | undefined): RecordBatch {
  const { firstOffset, isControl } = header;
  return {
    firstOffset,
    lastOffset: firstOffset + BigInt(header.lastOffsetDelta),
    leaderEpoch: header.leaderEpoch,
    producerId: header.producerId,
    isTransactional: header.isTransactional,
    control: isControl ? controlOf(records[0]) : undefined,
    records: isControl ? [] : records,
    unreadable,
  };
}

/** A control record's key is its version and its type, two bytes each. */
function controlOf(record: KafkaRecord | undefined): 'abort' | 'commit' | 'other' {
  const key = record?.key;
  const type = key && key.length >= 4 ? key.readInt16BE(2) : undefined;
  return type === 0 ? 'abort' : type === 1 ? 'commit' : 'other';
}
