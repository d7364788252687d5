import { BatchHeader } from '../record-batch/batch-header';
import { readRecordBatches } from '../record-batch/read-record-batches';
import type { KafkaRecord, RecordBatch } from '../record-batch/record-batch';
import { AbortedTransactions } from './aborted-transactions';
import type { FetchedPartition } from './fetch-api';
import type { OwnPartition } from './own-partition';
import { Portion } from './portion';

/** What of a batch tells its size, bytes. */
const LENGTH_AND_FORMAT = 17;
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
  const { records } = fetched;
  for (let at = 0; at < records.length;) {
    const left = records.length - at;
    const stated = BatchHeader.sizeOfBatch(records.slice(at, at + Math.min(LENGTH_AND_FORMAT, left)));
    // One that cannot tell its size takes all that is left with it: nobody knows where the next begins.
    const size = stated > LENGTH_AND_FORMAT ? stated : left;
    if (size > left) {
      if (at === 0) own.fetchBytes = Math.min(Math.max(own.fetchBytes, size), LARGEST_BATCH);
      break;
    }
    const { batches } = readRecordBatches(records.slice(at, at + size), { unpackedMax });
    at += size;
    for (const batch of batches) {
      if (batch.lastOffset < portion.next) continue;
      for (const record of countingRecords(batch, aborted, portion)) {
        portion.add(record);
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
