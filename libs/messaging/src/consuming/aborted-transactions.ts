import type { RecordBatch } from '../record-batch/record-batch';
import type { AbortedTransaction } from './fetch-api';

/** Tells of each batch of one answer, in the order of the log, whether its transaction was aborted. */
export class AbortedTransactions {
  private readonly pending: AbortedTransaction[];
  private readonly open = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.pending = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  }

  /** Whether a batch does not count. A marker of an abort ends its producer's transaction. */
  includes({ lastOffset, producerId, isTransactional, control }: RecordBatch): boolean {
    for (let next = this.pending[0]; next !== undefined && next.firstOffset <= lastOffset; next = this.pending[0]) {
      this.open.add(next.producerId);
      this.pending.shift();
    }
    if (control === 'abort') this.open.delete(producerId);
    return control === undefined && isTransactional && this.open.has(producerId);
  }
}
