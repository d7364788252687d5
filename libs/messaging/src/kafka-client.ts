import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import { registerCompression } from './compression';
import type { KafkaLog } from './kafka-connection';

/** The one place that makes a Kafka client, so that another library with the same interface can replace kafkajs. */
export function kafkaClient(clientId: string, brokers: readonly string[], log: KafkaLog): Kafka {
  registerCompression();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3000,
    requestTimeout: 30_000,
    // The client gives up after these; its callers start again, so that an outage of hours is only waited for.
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry: LogEntry) => {
      const { message, ...detail } = entry.log;
      log(entry.level, message, { ...detail, timestamp: undefined, namespace: entry.namespace });
    },
  });
}
