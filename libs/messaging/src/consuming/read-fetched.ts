import { readRecordBatches, type RecordBatch } from '../record-batch/read-record-batches';
import { AbortedTransactions } from './aborted-transactions';
import type { FetchedPartition } from './fetch-api';
import type { OwnPartition } from './own-partition';
import { Portion } from './portion';

/** Of a batch of Kafka's format 2: where its length and its number of records stand, and what stands before its records. */
const LENGTH_AT = 8;
const COUNT_AT = 57;
const HEAD = 61;
/** More records than these in one batch are no messages: a few bytes each, they would fill the memory as objects. */
const RECORDS_A_BATCH = 250_000;
/** No broker takes batches larger than this, bytes; one that claims to be is not asked for again and again. */
const LARGEST_BATCH = 128 * 1024 * 1024;

/**
 * What was fetched of a partition, unpacked batch by batch as the caller takes portion after portion, so that one
 * batch at most lies unpacked in memory. Aborted and control batches are passed over, an unreadable one is one record.
 * A portion without records only moves the position on. Bytes that are no batches throw.
 */
export function* readFetched(own: OwnPartition, fetched: FetchedPartition, unpackedMax: number): Generator<Portion> {
  const { records: bytes } = fetched;
  const aborted = new AbortedTransactions(fetched.aborted);
  let portion = new Portion(own, own.position ?? 0n);
  for (let at = 0; at + HEAD <= bytes.length;) {
    const size = LENGTH_AT + 4 + bytes.readInt32BE(at + LENGTH_AT);
    if (size < HEAD || size > LARGEST_BATCH) throw new Error(`${own.name} holds no record batch at ${own.position}`);
    if (at + size > bytes.length) {
      if (at === 0) own.fetchBytes = Math.max(own.fetchBytes, size);
      break;
    }
    for (const batch of readOne(bytes.subarray(at, at + size), unpackedMax)) {
      if (batch.lastOffset < portion.next) continue;
      for (const { offset, value } of countingRecords(batch, aborted, portion)) {
        portion.add(offset, value);
        if (portion.isFull) {
          yield portion;
          portion = new Portion(own, portion.next);
        }
      }
      portion.next = batch.lastOffset + 1n;
    }
    at += size;
  }
  if (portion.next !== own.position) yield portion;
}

function readOne(bytes: Buffer, unpackedMax: number): RecordBatch[] {
  const count = bytes.readInt32BE(COUNT_AT);
  const { batches } = readRecordBatches(bytes, { unpackedMax });
  if (count <= RECORDS_A_BATCH) return batches;
  return batches.map((batch) => ({ ...batch, records: [], unreadable: `${count} records in one batch` }));
}

/** The records of a batch that are still to be handled; what cannot be read goes into the portion by itself. */
function countingRecords(batch: RecordBatch, aborted: AbortedTransactions, portion: Portion): RecordBatch['records'] {
  // Asked of every batch: the markers end the transactions.
  if (aborted.includes(batch) || batch.control !== undefined) return [];
  if (batch.unreadable !== undefined) {
    portion.addUnreadable(batch, batch.unreadable);
    return [];
  }
  return batch.firstOffset >= portion.next
    ? batch.records
    : batch.records.filter(({ offset }) => offset >= portion.next);
}
