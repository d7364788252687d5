import {
  ConnectionPool,
  findCoordinatorV4,
  FindCoordinatorKeyTypes,
  metadataV12,
  ResponseError,
  type Broker,
  type Connection,
} from '@platformatic/kafka';
import type { KafkaAddress } from '../kafka-connection';

/** A topic as the cluster has it now. */
export interface TopicState {
  /** A topic made anew under the same name has another. */
  readonly id: string;
  /** Leading broker by partition; -1 where there is none at the moment. */
  readonly leaders: readonly number[];
}

const CONNECT_WITHIN = 2000;

/**
 * The way to Kafka's brokers for requests of our own. All are in versions that Kafka 3.1 to 4.x speak, so that nothing
 * is negotiated. A request not answered in time rejects and breaks its connection; the next one opens another.
 */
export class Cluster {
  private readonly pool: ConnectionPool;
  private readonly waitingPool: ConnectionPool;
  private readonly first: Broker[];
  private brokers = new Map<number, Broker>();
  private coordinating: number | undefined;

  /** `answersWithin` ms a request may take. */
  constructor(address: KafkaAddress, answersWithin: number) {
    this.pool = poolOf(address.clientId, answersWithin);
    this.waitingPool = poolOf(address.clientId, 2 * answersWithin);
    this.first = address.brokers.map((broker) => {
      const colon = broker.lastIndexOf(':');
      return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) };
    });
  }

  /** Those of the named topics that exist. */
  async topics(names: readonly string[]): Promise<Map<string, TopicState>> {
    const { brokers, topics } = await this.askAny((connection) =>
      answerOf(metadataV12.api.async(connection, [...names], false, false)),
    );
    this.brokers = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    return new Map(
      topics
        .filter(({ errorCode }) => errorCode === 0)
        .map(({ name, topicId: id, partitions }) => {
          const leaders: number[] = new Array<number>(partitions.length).fill(-1);
          for (const { partitionIndex, leaderId } of partitions) leaders[partitionIndex] = leaderId;
          return [name ?? '', { id, leaders }];
        }),
    );
  }

  /** A connection to a broker that `topics` has named as a leader. */
  async connectionTo(nodeId: number): Promise<Connection> {
    return this.pool.get(this.broker(nodeId));
  }

  /** Another one, for requests that wait at the broker: whatever is asked after them on the same waits too. */
  async waitingConnectionTo(nodeId: number): Promise<Connection> {
    return this.waitingPool.get(this.broker(nodeId));
  }

  /** A connection to the broker that keeps a group. */
  async coordinator(groupId: string): Promise<Connection> {
    if (this.coordinating === undefined || !this.brokers.has(this.coordinating)) {
      const { coordinators } = await this.askAny((connection) =>
        findCoordinatorV4.api.async(connection, FindCoordinatorKeyTypes.GROUP, [groupId]),
      );
      const [found] = coordinators;
      if (found === undefined) throw new Error(`Kafka names no coordinator for ${groupId}`);
      this.brokers.set(found.nodeId, { host: found.host, port: found.port });
      this.coordinating = found.nodeId;
    }
    return this.connectionTo(this.coordinating);
  }

  /** The group may have moved: the next question for its coordinator asks the cluster again. */
  forgetCoordinator(): void {
    this.coordinating = undefined;
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    await Promise.all([this.pool.close(), this.waitingPool.close()]);
  }

  private broker(nodeId: number): Broker {
    const broker = this.brokers.get(nodeId);
    if (broker === undefined) throw new Error(`Kafka's broker ${nodeId} is not known`);
    return broker;
  }

  private async askAny<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.pool.getFirstAvailable([...this.first, ...this.brokers.values()]));
    } catch (error) {
      // One that takes connections and answers nothing must not be asked first again.
      this.first.push(...this.first.splice(0, 1));
      throw error;
    }
  }
}

function poolOf(clientId: string, requestTimeout: number): ConnectionPool {
  const pool = new ConnectionPool(clientId, { connectTimeout: CONNECT_WITHIN, requestTimeout, maxInflights: 50 });
  // A connection that fails tells each of its requests; without a listener its event would end the process.
  pool.on('connecting', ({ connection }) => connection.on('error', () => undefined));
  return pool;
}

/** An answer with the error codes of its parts in it, where the client would throw for one of them. */
export async function answerOf<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResponseError) return error['response'] as T;
    throw error;
  }
}
