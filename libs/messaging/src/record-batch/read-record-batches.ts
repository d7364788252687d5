import { BatchHeader } from './batch-header';
import { readBatch } from './read-batch';
import type { RecordBatch } from './record-batch';

/** What was read of a fetch. */
export interface ReadBatches {
  /** In the order of the log; those behind the last one are to be fetched again, from its `lastOffset` + 1. */
  readonly batches: RecordBatch[];
  /** Set where the first batch is larger than what was fetched: the bytes it needs, by what it says itself. */
  readonly needs?: number;
}

/**
 * Reads the record batches of a fetch response's partition; a batch cut off at the end is left for the next fetch, and
 * so is what follows once those read have unpacked to `unpackedMax` bytes together. Never throws.
 */
export function readRecordBatches(bytes: Buffer, options: { readonly unpackedMax: number }): ReadBatches {
  const batches: RecordBatch[] = [];
  let at = 0;
  let unpacked = 0;
  while (at < bytes.length && unpacked < options.unpackedMax) {
    const rest = bytes.subarray(at);
    const size = BatchHeader.sizeOfBatch(rest);
    if (size > rest.length) return batches.length === 0 ? { batches, needs: size } : { batches };
    const read = readBatch(rest.subarray(0, size), options.unpackedMax);
    batches.push(read.batch);
    unpacked += read.unpacked;
    at += size;
  }
  return { batches };
}
