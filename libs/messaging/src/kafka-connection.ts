/** Takes what the Kafka client has to say; `level` is the client's: 1 error, 2 warning, 4 information. */
export type KafkaLog = (level: number, message: string, detail: Record<string, unknown>) => void;

/** Where Kafka is, and under which name this process asks it. */
export interface KafkaAddress {
  readonly clientId: string;
  /** host:port of the brokers that are asked first; the others are learnt from them. */
  readonly brokers: readonly string[];
  readonly log: KafkaLog;
}
