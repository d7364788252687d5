export { PlatformRelay, type PlatformRelayOptions } from './platform-relay';
export { BatchConsumer, type BatchConsumerOptions, type ConsumedRecord } from './batch-consumer';
export { DOWN_RECORDS, KafkaBatchServer, type ConsumerFactory } from './kafka-batch-server';
export { kafkaClient } from './kafka-client';
export type { KafkaAddress, KafkaLog } from './kafka-connection';
export { takeSerialBlock } from './serial-blocks';
export { readRecordBatches, type ReadBatches } from './record-batch/read-record-batches';
export type { KafkaRecord, RecordBatch, RecordHeader } from './record-batch/record-batch';
