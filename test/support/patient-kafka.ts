import { Kafka, logLevel } from 'kafkajs';
import { stack } from './stack';

/** A client of the stack's broker that outlasts its restarts, and a machine that is busy with something else. */
export function patientKafka(): Kafka {
  return new Kafka({
    brokers: stack.kafka.brokers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 20_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 200 },
  });
}
