export { PlatformRelay } from './platform-relay';
export { BatchConsumer } from './batch-consumer';
export type { ConsumedRecord } from './consuming/consumed-record';
export { DOWN_RECORDS, KafkaBatchServer } from './kafka-batch-server';
export type { KafkaAddress } from './kafka-connection';
export { Unread, type PartitionLag } from './unread';
export { takeSerialBlock } from './serial-blocks';
export { readRecordBatches } from './record-batch/read-record-batches';
export type { KafkaRecord, RecordBatch } from './record-batch/record-batch';
