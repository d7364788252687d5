/** One record as it lies in a batch. */
export interface KafkaRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** ms UTC */
  readonly timestamp: number;
  /** In their order; a name may stand there more than once. */
  readonly headers: readonly RecordHeader[];
  /** The value of the header of that name; undefined where it is null, or where there is none or more than one. */
  header(name: Buffer): Buffer | undefined;
}

/** A record's header as it lies there. */
export type RecordHeader = readonly [name: string, value: Buffer | null];

/** One record batch of a partition's log, as fetched. */
export interface RecordBatch {
  readonly firstOffset: bigint;
  /** Of the batch, also where its last records were compacted away. */
  readonly lastOffset: bigint;
  readonly leaderEpoch: number;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  /** What a control batch says: where a transaction ends; `other` is for the brokers alone. */
  readonly control?: 'abort' | 'commit' | 'other';
  /** Empty for control batches and for unreadable ones. */
  readonly records: readonly KafkaRecord[];
  /** Why it cannot be read, though its neighbours can. */
  readonly unreadable?: string;
}
