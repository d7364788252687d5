declare module 'kafkajs/src/protocol/recordBatch/v0' {
  /** kafkajs's own encoder of a record batch. */
  export function RecordBatch(batch: {
    compression: number;
    firstTimestamp: number;
    maxTimestamp: number;
    lastOffsetDelta: number;
    records: readonly unknown[];
  }): Promise<{ buffer: Buffer }>;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0' {
  /** kafkajs's own encoder of a record. */
  export default function encode(record: {
    offsetDelta: number;
    timestampDelta: number;
    key: Buffer | null;
    value: Buffer | null;
    headers: Record<string, Buffer | readonly Buffer[]>;
  }): unknown;
}
