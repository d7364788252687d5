export { PlatformRelay } from './platform-relay';
export { BatchConsumer, type ConsumedRecord } from './batch-consumer';
export { DOWN_RECORDS, KafkaBatchServer } from './kafka-batch-server';
export { kafkaClient } from './kafka-client';
export type { KafkaAddress } from './kafka-connection';
export { Unread, type PartitionLag } from './unread';
export { takeSerialBlock } from './serial-blocks';
