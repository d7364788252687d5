import { listOffsetsV7, offsetCommitV8, offsetFetchV8 } from '@platformatic/kafka';
import { answerOf, type Cluster } from './cluster';
import type { Member } from './group-membership';
import type { DoneOffset } from './offset-committer';
import type { OwnPartition } from './own-partition';

/** A partition to ask about. */
export interface PartitionAt {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
}

/** What the group has committed of a partition; -1 where nothing. */
export interface CommittedOffset {
  readonly offset: bigint;
  /** The topic's id when it was committed; undefined where that is not known. */
  readonly topicId: string | undefined;
}

/** ListOffsets: the first offset of the log, and its end. */
export const EARLIEST = -2n;
export const END = -1n;
const READ_COMMITTED = 1;
const TOPIC_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Kafka's errors that mean: the group has moved to another broker. */
const MOVED = new Set([15, 16]);
/** Kafka's errors of a commit that time mends: the topic is gone, this member's share is being given out anew. */
const IN_A_WHILE = new Set([3, 22, 25, 27]);

/**
 * The first offset or the end of each partition, by topic/partition; those are left out that have no leader now. The
 * end is that of what may be read: not of a transaction that is still open.
 */
export async function listOffsets(
  cluster: Cluster,
  partitions: readonly PartitionAt[],
  at: typeof EARLIEST | typeof END,
): Promise<Map<string, bigint>> {
  const offsets = new Map<string, bigint>();
  const byLeader = Map.groupBy(partitions, ({ leader }) => leader);
  byLeader.delete(-1);
  await Promise.all(
    [...byLeader].map(async ([leader, led]) => {
      const asked = byTopic(led, ({ partition }) => ({
        partitionIndex: partition,
        currentLeaderEpoch: -1,
        timestamp: at,
      }));
      const connection = await cluster.connectionTo(leader);
      const { topics } = await answerOf(listOffsetsV7.api.async(connection, -1, READ_COMMITTED, asked));
      for (const { name, partitions: found } of topics)
        for (const { partitionIndex, errorCode, offset } of found)
          if (errorCode === 0) offsets.set(`${name}/${partitionIndex}`, offset);
    }),
  );
  return offsets;
}

/** The offsets that a group has committed, with the id of the topic they were committed for. */
export class GroupOffsets {
  constructor(
    private readonly cluster: Cluster,
    private readonly groupId: string,
  ) {}

  /** What is committed, by topic/partition. */
  async committed(partitions: readonly Omit<PartitionAt, 'leader'>[]): Promise<Map<string, CommittedOffset>> {
    const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([name, each]) => ({
      name,
      partitionIndexes: each.map(({ partition }) => partition),
    }));
    const asked = [{ groupId: this.groupId, memberEpoch: -1, topics }];
    const [group] = await this.ask(async (connection) => {
      const { groups } = await answerOf(offsetFetchV8.api.async(connection, asked, false));
      return { errorCodes: groups.map(({ errorCode }) => errorCode), result: groups };
    });
    const committed = new Map<string, CommittedOffset>();
    for (const { name, partitions: found } of group?.topics ?? [])
      for (const { partitionIndex, committedOffset: offset, metadata } of found) {
        const topicId = TOPIC_ID.test(metadata ?? '') ? (metadata ?? undefined) : undefined;
        committed.set(`${name}/${partitionIndex}`, { offset, topicId });
      }
    return committed;
  }

  /** Commits as a member of the group. Resolves with those it was refused for; rejects where nothing was committed. */
  async commit(member: Member, offsets: readonly DoneOffset[]): Promise<readonly OwnPartition[]> {
    const places = offsets.map(({ own: { topic, partition, topicId }, offset }) => ({
      topic,
      partition,
      topicId,
      offset,
    }));
    const topics = byTopic(places, ({ partition, topicId, offset }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: -1,
      committedMetadata: topicId,
    }));
    const refused = await this.ask(async (connection) => {
      const { generationId, memberId } = member;
      const answer = await answerOf(
        offsetCommitV8.api.async(connection, this.groupId, generationId, memberId, null, topics),
      );
      const parts = answer.topics.flatMap(({ name, partitions }) => partitions.map((each) => ({ name, ...each })));
      const errorCodes = parts.map(({ errorCode }) => errorCode);
      const failed = parts.filter(({ errorCode }) => errorCode !== 0);
      return { errorCodes, result: new Set(failed.map(({ name, partitionIndex }) => `${name}/${partitionIndex}`)) };
    });
    return offsets.filter(({ own }) => refused.has(own.name)).map(({ own }) => own);
  }

  private async ask<T>(
    ask: (connection: Awaited<ReturnType<Cluster['coordinator']>>) => Promise<{ errorCodes: number[]; result: T }>,
  ): Promise<T> {
    try {
      const { errorCodes, result } = await ask(await this.cluster.coordinator(this.groupId));
      if (errorCodes.some((code) => MOVED.has(code))) this.cluster.forgetCoordinator();
      const wrong = errorCodes.find((code) => code !== 0 && !IN_A_WHILE.has(code));
      if (wrong !== undefined && errorCodes.every((code) => code !== 0))
        throw new Error(`Kafka's coordinator answers error ${wrong}`);
      return result;
    } catch (error) {
      this.cluster.forgetCoordinator();
      throw error;
    }
  }
}

function byTopic<P extends { topic: string }, Q>(
  places: readonly P[],
  make: (place: P) => Q,
): { name: string; partitions: Q[] }[] {
  return [...Map.groupBy(places, ({ topic }) => topic)].map(([name, each]) => ({ name, partitions: each.map(make) }));
}
