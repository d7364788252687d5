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
  throw new Error(`not written yet: ${bytes.length} of ${options.unpackedMax}`);
}
