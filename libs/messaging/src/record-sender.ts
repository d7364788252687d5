import { ProduceAcks, Producer } from '@platformatic/kafka';
import type { KafkaAddress } from './kafka-connection';
import { murmur2 } from './murmur2';

/** A record to be sent. */
export interface OutgoingRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Records that go to one topic together, in their order. */
export interface RecordsToSend {
  readonly topic: string;
  readonly records: readonly OutgoingRecord[];
  /** `by key`: a key's records always lie in the same partition. `together`: all in one, the next send's in the next. */
  readonly spread: 'by key' | 'together';
  readonly compression: 'gzip' | 'none';
}

/** Within this a send is confirmed or has failed, tries of the client included, ms. */
const SENT_WITHIN = 30_000;
const CLIENT_LIMITS = { connectTimeout: 3000, requestTimeout: 15_000, timeout: 10_000, retries: 3, retryDelay: 300 };

/** What was sent is not known to have arrived. */
export class KafkaSendError extends Error {
  override readonly name = 'KafkaSendError';
}

/**
 * Sends records and waits until all replicas in sync have them. What failed may have arrived all the same: the caller
 * sends it again, and the platform knows a repeat by its msgid. Therefore the producer is not an idempotent one.
 */
export class RecordSender {
  /** By topic: one that fails is given up with all it has under way, and that must not be another topic's. */
  private readonly producers = new Map<string, Producer>();
  private readonly underWay = new Set<string>();
  private sends = 0;
  private isClosed = false;

  constructor(
    private readonly address: KafkaAddress,
    /** Told when a producer is given up for another. */
    private readonly madeAnew: () => void = () => undefined,
  ) {}

  /**
   * Resolves once the records are there, in their order. Rejects otherwise, with the reason, and then nothing of the
   * send is under way any more. To one topic there is one send at a time: a later one cannot overtake one that failed.
   */
  async send({ topic, records, spread, compression }: RecordsToSend): Promise<void> {
    if (this.isClosed) throw new Error('the sender is closed');
    if (this.underWay.has(topic)) throw new Error(`a send to ${topic} is still under way`);
    this.underWay.add(topic);
    const together = this.sends++;
    const messages = records.map(({ key, value, headers }) => {
      const keyBytes = Buffer.from(key);
      return {
        topic,
        key: keyBytes,
        value: Buffer.from(value),
        headers: new Map(Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)])),
        // The client takes the remainder by the number of the topic's partitions.
        partition: spread === 'by key' ? murmur2(keyBytes) : together,
      };
    });
    try {
      await withinTime(this.producerFor(topic).send({ messages, compression, acks: ProduceAcks.ALL }));
    } catch (error) {
      const reason = new KafkaSendError(`sending to ${topic}: ${rootOf(error).message}`, { cause: error });
      this.address.log(2, 'a producer is given up and made anew', { topic, reason: reason.message });
      this.giveUp(topic);
      this.madeAnew();
      throw reason;
    } finally {
      this.underWay.delete(topic);
    }
  }

  /** Ends what is under way, which then rejects, and lets the connections go. */
  close(): void {
    this.isClosed = true;
    for (const topic of [...this.producers.keys()]) this.giveUp(topic);
  }

  private producerFor(topic: string): Producer {
    const known = this.producers.get(topic);
    if (known !== undefined) return known;
    const { clientId, brokers } = this.address;
    const producer = new Producer({
      clientId,
      bootstrapBrokers: [...brokers],
      autocreateTopics: false,
      ...CLIENT_LIMITS,
    });
    // An error that nobody listens to would end the process; the send under way hears of it by itself.
    producer.connections.on('connecting', ({ connection }) => connection.on('error', () => undefined));
    this.producers.set(topic, producer);
    return producer;
  }

  /** A producer whose connection hangs could bring through what it still has, after what is sent next. */
  private giveUp(topic: string): void {
    const producer = this.producers.get(topic);
    if (producer === undefined) return;
    this.producers.delete(topic);
    const connections = [...producer.connections].map(([, connection]) => connection);
    void producer.close(true).catch(() => undefined);
    for (const connection of connections) connection.socket.destroy();
  }
}

async function withinTime(sending: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not confirmed within ${SENT_WITHIN} ms`)), SENT_WITHIN);
  try {
    await Promise.race([sending, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What it came from: the client wraps one error into the next. */
function rootOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const inner: unknown = (error instanceof AggregateError ? error.errors.at(-1) : undefined) ?? error.cause;
  return inner instanceof Error ? rootOf(inner) : error;
}
