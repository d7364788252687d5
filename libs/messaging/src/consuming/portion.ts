import type { ConsumedRecord } from './consumed-record';
import type { KafkaRecord, RecordBatch } from '../record-batch/record-batch';
import type { OwnPartition } from './own-partition';

/** Records handed over at once, at most: a batch of the ledger's. With fewer the lanes run short, and batches are small. */
const RECORDS = 1000;
const BYTES = 2 * 1024 * 1024;
/** What a record costs in memory besides its value. */
const BYTES_A_RECORD = 300;
const TRACEPARENT = Buffer.from('traceparent');

/** Records of one partition that are handed over together, and where the partition is read on after them. */
export class Portion {
  readonly records: ConsumedRecord[] = [];
  bytes = 0;

  constructor(
    private readonly own: OwnPartition,
    public next: bigint,
  ) {}

  get isFull(): boolean {
    return this.records.length >= RECORDS || this.bytes >= BYTES;
  }

  /** Adds a record. */
  add(record: KafkaRecord): void {
    const { offset, value } = record;
    const { topic, partition, topicId } = this.own;
    const traceparent = record.header(TRACEPARENT);
    this.records.push({ topic, partition, topicId, offset: offset.toString(), value, traceparent });
    this.bytes += BYTES_A_RECORD + (value?.length ?? 0);
    this.next = offset + 1n;
  }

  /** Adds a batch that cannot be read, as one record that says so. */
  addUnreadable({ firstOffset, lastOffset }: RecordBatch, reason: string): void {
    const { topic, partition, topicId } = this.own;
    const unreadable = { lastOffset: lastOffset.toString(), reason };
    this.records.push({
      topic,
      partition,
      topicId,
      offset: firstOffset.toString(),
      value: null,
      traceparent: undefined,
      unreadable,
    });
    this.next = lastOffset + 1n;
  }
}
