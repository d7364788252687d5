import { setTimeout as delay } from 'node:timers/promises';
import { Outage, type Log } from '@libs/operations';
import { Cluster } from './consuming/cluster';
import type { ConsumedRecord } from './consuming/consumed-record';
import { GroupMembership, type GroupListener } from './consuming/group-membership';
import { GroupOffsets } from './consuming/group-offsets';
import { HandOver } from './consuming/hand-over';
import { fetchFromLeader } from './consuming/leader-fetch';
import { OffsetCommitter, type DoneOffset } from './consuming/offset-committer';
import type { OwnPartition } from './consuming/own-partition';
import { OwnPartitions } from './consuming/own-partitions';
import { Progress } from './consuming/progress';
import { Room } from './consuming/room';
import { Troubles } from './consuming/troubles';
import { Upkeep } from './consuming/upkeep';
import type { KafkaAddress } from './kafka-connection';

/** What a batch consumer is given. */
export interface BatchConsumerOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Records that may be in hand before the next are taken; so many are fetched while others are being decided. */
  readonly recordsInFlight: number;
  /** Bytes a compressed batch may unpack to; one beyond is set aside as unreadable. */
  readonly unpackedMax: number;
  readonly log: Log;
  /** Told of Kafka’s outages and of their end. */
  readonly outage: Outage;
  /** Told, for the figures, that the group has shared its partitions out. */
  rebalanced(): void;
  /** Told, for the figures, that the membership was lost and is begun anew. */
  reconnected(): void;
  /** Handles a batch; its offsets are committed once it resolves. What it rejects is handed over again. */
  handle(records: readonly ConsumedRecord[]): Promise<void>;
}

const ANSWERED_WITHIN = 5000;
const BYTES_IN_HAND = 64 * 1024 * 1024;
/** At a stop: how long what is in hand may take, and then its offsets, ms. */
const FINISHES_WITHIN = 5000;
const COMMITS_WITHIN = 1000;

/**
 * Consumes in batches and commits offsets only after they were handled. Membership in the group is the library's,
 * fetching and committing are ours (ARCHITECTURE.md). Whatever breaks, `Upkeep` puts it together again.
 */
export class BatchConsumer {
  private readonly cluster: Cluster;
  private readonly offsets: GroupOffsets;
  private readonly membership: GroupMembership;
  private readonly partitions: OwnPartitions;
  private readonly committer: OffsetCommitter;
  private readonly handOver: HandOver;
  private readonly upkeep: Upkeep;
  private readonly troubles: Troubles;
  private readonly progress = new Progress();
  private readonly room: Room;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(address: KafkaAddress, options: BatchConsumerOptions) {
    const { groupId, topics, log, outage } = options;
    const { progress } = this;
    const stopping = this.stopping.signal;
    const cluster = (this.cluster = new Cluster(address, ANSWERED_WITHIN));
    const troubles = (this.troubles = new Troubles(outage));
    this.room = new Room(options.recordsInFlight, BYTES_IN_HAND);
    this.offsets = new GroupOffsets(cluster, groupId);
    const partitions = (this.partitions = new OwnPartitions(cluster, this.offsets, {
      located: (own) => this.located(own),
      madeAnew: (topic) => log.warn({ topic }, 'the topic was deleted and made anew: it is read from its beginning'),
    }));
    const membership = (this.membership = new GroupMembership(address, cluster, groupId, this.groupListener(options)));
    this.committer = new OffsetCommitter(
      (offsets) => this.commit(offsets),
      (own) => progress.note(own),
    );
    const { room } = this;
    const handOver = (this.handOver = new HandOver({
      room,
      stopping,
      unpackedMax: options.unpackedMax,
      troubles: new Troubles(new Outage(log, 'handling records of the platform')),
      handle: (records) => options.handle(records),
      done: (own) => this.committer.note(own),
    }));
    const lookSoon = (): void => this.upkeep.lookSoon();
    const fetching = { cluster, partitions, handOver, progress, stopping, troubles, lookSoon };
    const fetchFrom = (leader: number): Promise<void> => fetchFromLeader(leader, fetching);
    this.upkeep = new Upkeep({ cluster, topics, membership, partitions, troubles, stopping, log, fetchFrom });
  }

  /** Starts consuming; returns at once. */
  start(): void {
    this.running = this.upkeep.run();
  }

  /** Finishes what is in hand, commits its offsets and leaves the group. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.room.close();
    await within(FINISHES_WITHIN, this.handOver.empty());
    await within(COMMITS_WITHIN, this.committer.allCommitted());
    this.committer.close();
    await this.membership.leave();
    await this.cluster.close().catch(() => undefined);
    if (this.running !== undefined) await within(COMMITS_WITHIN, this.running);
  }

  /** Topics that do not exist; the others are consumed. */
  get missing(): readonly string[] {
    return this.upkeep.missing;
  }

  /** The longest that a partition of this process stands still, ms. One that is read to its end does not. */
  get standsStillFor(): number {
    const { names, isAssigned } = this.partitions;
    const known = isAssigned || names.length > 0 ? names : [''];
    return Math.max(0, ...known.map((name) => this.progress.standsStillFor(name)));
  }

  /** How long one partition stands still, ms; 0 where it is another's. While in no group all are this process's. */
  standsStill(topic: string, partition: number): number {
    return this.isAssigned(topic, partition) ? this.progress.standsStillFor(`${topic}/${partition}`) : 0;
  }

  /** Whether this process is to consume a partition; all of them while it is in no group, for then nobody may. */
  isAssigned(topic: string, partition: number): boolean {
    return !this.partitions.isAssigned || this.partitions.has(`${topic}/${partition}`);
  }

  private groupListener(told: Pick<BatchConsumerOptions, 'rebalanced' | 'reconnected'>): GroupListener {
    return {
      joined: (_member, assignments) => {
        told.rebalanced();
        this.partitions.assign(assignments);
        this.room.hold(false);
        this.troubles.works('group');
        this.upkeep.lookSoon();
      },
      rebalancing: () => this.room.hold(true),
      lost: (error) => {
        told.reconnected();
        this.partitions.suspend();
        this.troubles.broke('group', error);
        this.upkeep.lookSoon();
      },
    };
  }

  private located(own: OwnPartition): void {
    const { position, done } = own;
    // The log may begin later than what was committed: what is gone needs no one's hands.
    if (position !== undefined && position > done && position > 0n) own.finish(own.take(position));
    if (own.done > own.committed) this.committer.note(own);
    this.progress.note(own);
  }

  private async commit(offsets: readonly DoneOffset[]): Promise<readonly OwnPartition[]> {
    const { member } = this.membership;
    if (member === undefined) return offsets.map(({ own }) => own);
    try {
      const refused = await this.offsets.commit(member, offsets);
      this.troubles.works('commit');
      return refused;
    } catch (error) {
      this.troubles.broke('commit', error);
      throw error;
    }
  }
}

/** Waits for something, but no longer than so many ms. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([
    work.catch(() => undefined),
    delay(ms, undefined, { signal: over.signal }).catch(() => undefined),
  ]);
  over.abort();
}
