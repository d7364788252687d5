import { Consumer, leaveGroupV4, type GroupAssignment } from '@platformatic/kafka';
import type { KafkaAddress } from '../kafka-connection';
import { answerOf, type Cluster, type TopicState } from './cluster';

/** Who this process is in the group. */
export interface Member {
  readonly memberId: string;
  readonly generationId: number;
}

/** What is heard of the group. */
export interface GroupListener {
  /** The partitions are shared out: these are ours, as this member. */
  joined(member: Member, assignments: readonly GroupAssignment[]): void;
  /** The partitions are being shared out anew. */
  rebalancing(): void;
  /** The membership is lost; `keep` begins another. */
  lost(error: unknown): void;
}

/** A crashed replica's partitions go to another after this, ms; the least a broker allows by default. */
const SESSION = 6000;
const HEARTBEAT_EVERY = 1500;
/** No answer to a heartbeat for this long: the membership is given up and begun anew. */
const STALLED_AFTER = 10_000;
/** Longer than a join may take: the slowest member is waited for one session. */
const ANSWERS_WITHIN = 10_000;
/** Kafka's errors of a coordinator that is another broker, or not ready yet. */
const MOVED = new Set([14, 15, 16]);
/** Joining that takes longer is begun anew. */
const JOINS_WITHIN = 30_000;
/** How long leaving may take; then the others wait for the session to end. */
const LEAVES_WITHIN = 800;
const FOREVER = 365 * 86_400_000;

/**
 * Membership in a consumer group: joining, heartbeats and joining again are the library's, whose consumer is made anew
 * where it gives up. Nothing is fetched or committed over it.
 */
export class GroupMembership {
  private consumer: Consumer | undefined;
  private joinedWith = new Map<string, number>();
  private isLeft = false;
  /** A member of ours that could not leave: the others, and the next of ours, would wait for its session to end. */
  private unleft: string | undefined;
  /** Undefined while in no group. */
  member: Member | undefined;

  constructor(
    private readonly address: KafkaAddress,
    private readonly cluster: Cluster,
    private readonly groupId: string,
    private readonly listener: GroupListener,
  ) {}

  /** Joins where it is in no group, and again where there is a topic or a partition that it did not join with. */
  async keep(topics: ReadonlyMap<string, TopicState>): Promise<void> {
    const hasGrown = [...topics].some(([name, { leaders }]) => leaders.length > (this.joinedWith.get(name) ?? 0));
    if (this.isLeft || topics.size === 0 || (this.consumer !== undefined && !hasGrown)) return;
    await this.giveUp();
    this.joinedWith = new Map([...topics].map(([name, { leaders }]) => [name, leaders.length]));
    await this.join([...topics.keys()]);
  }

  /** Leaves the group, so that the others need not wait for the session to end. */
  async leave(): Promise<void> {
    this.isLeft = true;
    await this.giveUp();
  }

  private async join(topics: readonly string[]): Promise<void> {
    if (this.isLeft) return;
    await this.sendLeave();
    const consumer = new Consumer({
      clientId: this.address.clientId,
      bootstrapBrokers: [...this.address.brokers],
      groupId: this.groupId,
      sessionTimeout: SESSION,
      rebalanceTimeout: SESSION,
      heartbeatInterval: HEARTBEAT_EVERY,
      heartbeatStallTimeout: STALLED_AFTER,
      requestTimeout: ANSWERS_WITHIN,
      connectTimeout: 2000,
      retries: 5,
      retryDelay: 200,
      // It asks for the metadata of its topics with every heartbeat, and one that is missing would stop them all.
      metadataMaxAge: FOREVER,
    });
    this.consumer = consumer;
    const fail = (error: unknown): void => void this.fail(consumer, error);
    consumer.on('error', fail);
    consumer.on('consumer:heartbeat:stalled', ({ lastError }) =>
      fail(lastError ?? new Error('no heartbeat is answered')),
    );
    consumer.on('consumer:group:rebalance', () => this.consumer === consumer && this.listener.rebalancing());
    consumer.on('consumer:group:join', ({ memberId, generationId, assignments }) => {
      if (this.consumer !== consumer) return;
      this.member = { memberId, generationId: generationId ?? -1 };
      this.listener.joined(this.member, assignments ?? []);
    });
    consumer.topics.trackAll(...topics);
    try {
      await inTime(consumer.joinGroup({}), JOINS_WITHIN);
    } catch (error) {
      await this.fail(consumer, error);
    }
  }

  private async fail(consumer: Consumer, error: unknown): Promise<void> {
    if (this.consumer !== consumer) return;
    this.listener.lost(error);
    await this.giveUp();
  }

  private async giveUp(): Promise<void> {
    const { consumer } = this;
    this.consumer = undefined;
    this.member = undefined;
    if (consumer === undefined) return;
    this.unleft = consumer.memberId ?? this.unleft;
    await inTime(this.sendLeave(), LEAVES_WITHIN).catch(() => undefined);
    await inTime(consumer.close(true), LEAVES_WITHIN).catch(() => undefined);
  }

  /** Over a connection of its own: on the member's, a join that waits for others would hold it up. */
  private async sendLeave(): Promise<void> {
    const { unleft: memberId } = this;
    if (memberId === undefined) return;
    const connection = await this.cluster.coordinator(this.groupId);
    // One that is out of the group already has an error of its own, which is none.
    const { errorCode } = await answerOf(
      leaveGroupV4.api.async(connection, this.groupId, [{ memberId, groupInstanceId: null }]),
    );
    if (MOVED.has(errorCode)) {
      this.cluster.forgetCoordinator();
      throw new Error(`Kafka's coordinator answers error ${errorCode}`);
    }
    if (this.unleft === memberId) this.unleft = undefined;
  }
}

/** Rejects where it takes longer, ms; what it comes to later is nobody's concern. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
