import { BatchHeader } from '../record-batch/batch-header';
import { readRecordBatches } from '../record-batch/read-record-batches';
import type { KafkaRecord, RecordBatch } from '../record-batch/record-batch';
import { AbortedTransactions } from './aborted-transactions';
import type { FetchedPartition } from './fetch-api';
import type { OwnPartition } from './own-partition';
import { Portion } from './portion';

/** A share of a fetch grows to the size of its first batch, but not beyond this, bytes. */
const LARGEST_BATCH = 128 * 1024 * 1024;

/**
 * What was fetched of a partition, unpacked batch by batch as the caller takes portion after portion, so that one
 * batch at most lies unpacked in memory. Aborted and control batches are passed over, an unreadable one is one record.
 *
 * A portion without records only moves the position on.
 */
export function* readFetched(own: OwnPartition, fetched: FetchedPartition, unpackedMax: number): Generator<Portion> {
  const aborted = new AbortedTransactions(fetched.aborted);
  let portion = new Portion(own, own.position ?? 0n);
  for (let rest = fetched.records; rest.length > 0;) {
    const size = BatchHeader.sizeOfBatch(rest);
    if (size > rest.length) {
      if (rest === fetched.records) own.fetchBytes = Math.min(Math.max(own.fetchBytes, size), LARGEST_BATCH);
      break;
    }
    const { batches } = readRecordBatches(rest.subarray(0, size), { unpackedMax });
    rest = rest.subarray(size);
    for (const batch of batches) {
      if (batch.lastOffset < portion.next) continue;
      for (const record of countingRecords(batch, aborted, portion)) {
        portion.add(record.offset, record.value);
        if (portion.isFull) {
          yield portion;
          portion = new Portion(own, portion.next);
        }
      }
      portion.next = batch.lastOffset + 1n;
    }
  }
  if (portion.next !== own.position) yield portion;
}

/** The records of a batch that are still to be handled; what cannot be read goes into the portion by itself. */
function countingRecords(batch: RecordBatch, aborted: AbortedTransactions, portion: Portion): readonly KafkaRecord[] {
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
