import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import { registerCompression } from './compression';

/** Takes what the Kafka client has to say; `level` is the client's: 1 error, 2 warning, 4 information. */
export type KafkaLog = (level: number, message: string, detail: Record<string, unknown>) => void;

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
