export interface KafkaRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: number;
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[];
}
export interface RecordBatch {
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
  readonly leaderEpoch: number;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  readonly control?: 'abort' | 'commit' | 'other';
  readonly records: readonly KafkaRecord[];
  readonly unreadable?: string;
}
import { Reader, readRecordsBatches } from '@platformatic/kafka';
export function readRecordBatches(
  bytes: Buffer,
  options: { unpackedMax: number },
): { batches: RecordBatch[]; needs?: number } {
  void options;
  const attributes = bytes.readInt16BE(21),
    first = bytes.readBigInt64BE(0);
  const head = {
    firstOffset: first,
    lastOffset: first + BigInt(bytes.readInt32BE(23)),
    leaderEpoch: 0,
    producerId: bytes.readBigInt64BE(43),
    isTransactional: (attributes & 16) !== 0,
  };
  try {
    const [b] = readRecordsBatches(Reader.from(bytes));
    const records = (b?.records ?? []).map((r) => ({
      offset: first + BigInt(r.offsetDelta),
      key: r.key as Buffer | null,
      value: r.value as Buffer | null,
      timestamp: 0,
      headers: [],
    }));
    if (attributes & 32)
      return {
        batches: [
          { ...head, control: (b?.records[0]?.key as Buffer).readInt16BE(2) === 0 ? 'abort' : 'commit', records: [] },
        ],
      };
    return { batches: [{ ...head, records }] };
  } catch (error) {
    return { batches: [{ ...head, records: [], unreadable: String(error) }] };
  }
}
