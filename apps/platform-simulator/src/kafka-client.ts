import { Kafka, logLevel, type LogEntry } from 'kafkajs';

/** Makes the simulator's Kafka client: another library than the gateway's, as a stranger's would be. */
export function kafkaClient(clientId: string, brokers: readonly string[], log: (message: string) => void): Kafka {
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3000,
    requestTimeout: 30_000,
    // The client gives up after these; its callers start again, so that an outage of hours is only waited for.
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator: () => (entry: LogEntry) => log(entry.log.message),
  });
}
