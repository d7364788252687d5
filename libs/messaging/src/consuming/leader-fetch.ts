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

/** The broker answers at once where there is data, else after so long, ms: then what can be fetched may be more. */
const WAIT_FOR_DATA = 500;
/** Of all partitions nothing else can come meanwhile but what is told as a change: the same question need not be put soon. */
const LONGEST_WAIT = 4000;
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
  let patience = WAIT_FOR_DATA;
  for (let turn = 0; !stopping.aborted; turn++) {
    const asked = partitions.fetchable(leader).filter((own) => !queue.holds(own));
    if (asked.length === 0 || queue.isFull) {
      if (queue.isEmpty && !partitions.leaders.includes(leader)) break;
      await oneLessOrPause(queue, stopping);
      continue;
    }
    try {
      const first = turn % asked.length;
      const inTurn = [...asked.slice(first), ...asked.slice(0, first)];
      // Those that are being handed over must not wait for the broker to have data of the others.
      const wait = !queue.isEmpty ? 0 : partitions.areAll(asked, leader) ? patience : WAIT_FOR_DATA;
      const came = await fetchOnce({ leader, asked: inTurn, wait }, queue, context);
      troubles.works(what);
      patience = came === 'nothing' ? Math.min(2 * wait, LONGEST_WAIT) || WAIT_FOR_DATA : WAIT_FOR_DATA;
      if (came === 'nothing' && !queue.isEmpty) await oneLessOrPause(queue, stopping);
    } catch (error) {
      patience = WAIT_FOR_DATA;
      if (stopping.aborted) break;
      troubles.broke(what, error);
      context.lookSoon();
      await pause(2 * REST, stopping);
    }
  }
  await queue.empty();
  troubles.works(what);
}

/** One question to a broker, which may take `wait` ms to have something. */
interface Asking {
  readonly leader: number;
  readonly asked: readonly OwnPartition[];
  readonly wait: number;
}

/** The first with data may get a batch larger than its share: each is first once. Gives what came. */
async function fetchOnce(
  { leader, asked, wait }: Asking,
  queue: FetchedQueue,
  context: LeaderFetchContext,
): Promise<'something' | 'nothing' | 'a change'> {
  const connection = await context.cluster.waitingConnectionTo(leader);
  const request = asked.map((own) => ({
    topicId: own.topicId,
    partition: own.partition,
    position: own.position ?? 0n,
    maxBytes: own.fetchBytes,
  }));
  const asking = fetchRecords.async(connection, wait, BYTES_AT_ONCE, request);
  const answer = wait > WAIT_FOR_DATA ? await orChange(asking, context.partitions) : await asking;
  if (answer === 'a change') {
    // Another question on the same connection would wait for the end of this one.
    connection.socket.destroy();
    await asking.catch(() => undefined);
    return answer;
  }
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
  return hasCome ? 'something' : 'nothing';
}

async function orChange<Answer>(asking: Promise<Answer>, partitions: OwnPartitions): Promise<Answer | 'a change'> {
  const change = Promise.withResolvers<'a change'>();
  const forget = partitions.onceChanged(() => change.resolve('a change'));
  return Promise.race([asking, change.promise]).finally(forget);
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
