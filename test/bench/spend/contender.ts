import type { DatabaseAddress } from '@libs/province-store';

/** Who is measured; all are up for the whole bench, each with a database of its own. */
export interface Contender {
  readonly name: string;
  readonly database: DatabaseAddress;
  /** The process whose CPU is its own. */
  readonly pid: number;
  /** Pays one yuan from the person's wallet; a request that is not paid is a fault of the benchmark. */
  pay(worker: number, payer: number): Promise<void>;
  /** Its batches so far, where it has any. */
  batches?(): Promise<Batches>;
  /** How long its loop has worked and been idle so far, ms. */
  loop?(): Promise<LoopTime>;
  close(): Promise<void>;
}

/** Sums over all batches. */
export interface Batches {
  readonly count: number;
  readonly commands: number;
  readonly seconds: number;
}

/** ms */
export interface LoopTime {
  readonly active: number;
  readonly idle: number;
}
