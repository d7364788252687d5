import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster';
import { fetchRecords, type FetchedPartition } from './fetch-api';
import type { HandOver } from './hand-over';
import type { OwnPartition } from './own-partition';
import type { OwnPartitions } from './own-partitions';
import type { Progress } from './progress';
import type { Troubles } from './troubles';

/** What fetching needs around it. */
export interface LeaderFetchContext {
  readonly cluster: Cluster;
  readonly partitions: OwnPartitions;
  readonly handOver: HandOver;
  readonly progress: Progress;
  readonly stopping: AbortSignal;
  readonly troubles: Troubles;
  /** Something is not as the cluster said: it is to be asked again soon. */
  lookSoon(): void;
}

const WAIT_FOR_DATA = 500;
const BYTES_AT_ONCE = 8 * 1024 * 1024;
const NOTHING_TO_FETCH = 50;
const REST = 250;
const OFFSET_OUT_OF_RANGE = 1;
/** Kafka's errors of a partition that has another leader, or whose topic is gone or made anew. */
const MOVED = new Set([3, 5, 6, 9, 56, 74, 75, 76, 78, 100, 103]);

/** Fetches from one broker, all the partitions it leads in one request, for as long as it leads any. */
export async function fetchFromLeader(leader: number, context: LeaderFetchContext): Promise<void> {
  const { partitions, stopping, troubles } = context;
  const what = `broker ${leader}`;
  for (let turn = 0; !stopping.aborted; turn++) {
    const asked = partitions.fetchable(leader);
    if (asked.length === 0) {
      if (!partitions.leaders.includes(leader)) break;
      await pause(NOTHING_TO_FETCH, stopping);
      continue;
    }
    try {
      const first = turn % asked.length;
      await fetchOnce(leader, [...asked.slice(first), ...asked.slice(0, first)], context);
      troubles.works(what);
    } catch (error) {
      if (stopping.aborted) break;
      troubles.broke(what, error);
      context.lookSoon();
      await pause(2 * REST, stopping);
    }
  }
  troubles.works(what);
}

/** The first with data may get a batch larger than its share: each is first once. */
async function fetchOnce(leader: number, asked: readonly OwnPartition[], context: LeaderFetchContext): Promise<void> {
  const connection = await context.cluster.waitingConnectionTo(leader);
  const request = asked.map((own) => ({
    topicId: own.topicId,
    partition: own.partition,
    position: own.position ?? 0n,
    maxBytes: own.fetchBytes,
  }));
  const answer = await fetchRecords.async(connection, WAIT_FOR_DATA, BYTES_AT_ONCE, request);
  const fetched = new Map(answer.map((each) => [`${each.topicId}/${each.partition}`, each]));
  for (const [index, own] of asked.entries()) {
    const asKnown = request[index];
    const found = fetched.get(`${asKnown?.topicId}/${own.partition}`);
    // Meanwhile it may have been given away, or begun anew.
    if (found !== undefined && own.isFetchable(Infinity) && own.position === asKnown?.position)
      await takeIn(own, found, context);
  }
}

async function takeIn(own: OwnPartition, fetched: FetchedPartition, context: LeaderFetchContext): Promise<void> {
  const { errorCode, lastStableOffset, records } = fetched;
  if (errorCode === 0) {
    context.troubles.works(own.name);
    context.progress.note(own, lastStableOffset);
    if (records.length > 0) await context.handOver.take(own, fetched);
    return;
  }
  own.restsUntil = performance.now() + REST;
  if (errorCode === OFFSET_OUT_OF_RANGE) {
    own.isFromStart = true;
    own.isLocated = false;
  } else if (!MOVED.has(errorCode)) {
    context.troubles.broke(own.name, new Error(`Kafka answers error ${errorCode} for ${own.name}`));
  }
  context.lookSoon();
}

async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined);
}
