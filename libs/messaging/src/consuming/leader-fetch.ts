import type { Cluster } from './cluster';
import { fetchRecords, type FetchedPartition } from './fetch-api';
import { FetchedQueue } from './fetched-queue';
import type { HandOver } from './hand-over';
import type { OwnPartition } from './own-partition';
import type { OwnPartitions } from './own-partitions';
import { pause } from './pause';
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

/**
 * Fetches from one broker for as long as it leads any partition: in one request all of which nothing waits to be handed
 * over, so that the next come while the last are read.
 */
export async function fetchFromLeader(leader: number, context: LeaderFetchContext): Promise<void> {
  const { partitions, stopping, troubles } = context;
  const what = `broker ${leader}`;
  const queue = new FetchedQueue((own, fetched) => handOver(own, fetched, context));
  for (let turn = 0; !stopping.aborted; turn++) {
    const asked = partitions.fetchable(leader).filter((own) => !queue.holds(own));
    if (asked.length === 0 || queue.isFull) {
      if (queue.isEmpty && !partitions.leaders.includes(leader)) break;
      await oneLessOrPause(queue, stopping);
      continue;
    }
    try {
      const first = turn % asked.length;
      const hasCome = await fetchOnce(leader, [...asked.slice(first), ...asked.slice(0, first)], queue, context);
      troubles.works(what);
      if (!hasCome && !queue.isEmpty) await oneLessOrPause(queue, stopping);
    } catch (error) {
      if (stopping.aborted) break;
      troubles.broke(what, error);
      context.lookSoon();
      await pause(2 * REST, stopping);
    }
  }
  await queue.empty();
  troubles.works(what);
}

/** The first with data may get a batch larger than its share: each is first once. Whether anything came. */
async function fetchOnce(
  leader: number,
  asked: readonly OwnPartition[],
  queue: FetchedQueue,
  context: LeaderFetchContext,
): Promise<boolean> {
  const connection = await context.cluster.waitingConnectionTo(leader);
  const request = asked.map((own) => ({
    topicId: own.topicId,
    partition: own.partition,
    position: own.position ?? 0n,
    maxBytes: own.fetchBytes,
  }));
  // Those that are being handed over must not wait for the broker to have data of the others.
  const answer = await fetchRecords.async(connection, queue.isEmpty ? WAIT_FOR_DATA : 0, BYTES_AT_ONCE, request);
  const fetched = new Map(answer.map((each) => [`${each.topicId}/${each.partition}`, each]));
  let hasCome = false;
  for (const [index, own] of asked.entries()) {
    const asKnown = request[index];
    const found = fetched.get(`${asKnown?.topicId}/${own.partition}`);
    // Meanwhile it may have been given away, or begun anew.
    if (found === undefined || !own.isFetchable(Infinity) || own.position !== asKnown?.position) continue;
    if (!isSound(own, found, context) || found.records.length === 0) continue;
    queue.add(own, found);
    hasCome = true;
  }
  return hasCome;
}

/** Whether the broker had no objection; what its objection means is seen to. */
function isSound(own: OwnPartition, fetched: FetchedPartition, context: LeaderFetchContext): boolean {
  const { errorCode, lastStableOffset } = fetched;
  if (errorCode === 0) {
    context.troubles.works(own.name);
    context.progress.note(own, lastStableOffset);
    return true;
  }
  own.restsUntil = performance.now() + REST;
  if (errorCode === OFFSET_OUT_OF_RANGE) {
    own.isFromStart = true;
    own.isLocated = false;
  } else if (!MOVED.has(errorCode)) {
    context.troubles.broke(own.name, new Error(`Kafka answers error ${errorCode} for ${own.name}`));
  }
  context.lookSoon();
  return false;
}

async function handOver(own: OwnPartition, fetched: FetchedPartition, context: LeaderFetchContext): Promise<void> {
  try {
    await context.handOver.take(own, fetched);
  } catch (error) {
    own.restsUntil = performance.now() + 2 * REST;
    context.troubles.broke(own.name, error);
  }
}

async function oneLessOrPause(queue: FetchedQueue, stopping: AbortSignal): Promise<void> {
  const over = new AbortController();
  await Promise.race([queue.oneLess(), pause(NOTHING_TO_FETCH, AbortSignal.any([over.signal, stopping]))]);
  over.abort();
}
