/** One record, or a stretch of a partition that cannot be read. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's id of the topic: another one where it was deleted and made anew. */
  readonly topicId: string;
  /** Of the record, or the first of the stretch. */
  readonly offset: string;
  /** Null of a stretch, and of a record without a value. */
  readonly value: Buffer | null;
  /** The record's header of that name, as it lies there; not set where there is none, or more than one. */
  readonly traceparent: Buffer | undefined;
  readonly unreadable?: { readonly lastOffset: string; readonly reason: string };
}
