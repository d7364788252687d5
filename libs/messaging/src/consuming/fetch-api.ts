import { createAPI, Writer, type Reader } from '@platformatic/kafka';

/** What is asked of one partition. */
export interface FetchPartition {
  readonly topicId: string;
  readonly partition: number;
  readonly position: bigint;
  readonly maxBytes: number;
}

/** A transaction that was aborted: what its producer wrote from `firstOffset` to its marker does not count. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** Bytes in the pieces in which they came: put together only where somebody takes them out. */
export type Pieces = Reader['buffer'];

/** What came of one partition. */
export interface FetchedPartition {
  readonly topicId: string;
  readonly partition: number;
  /** Kafka's; 0 where there is none. */
  readonly errorCode: number;
  /** The end of what may be read: before it no transaction is open. */
  readonly lastStableOffset: bigint;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches as they lie in the log; the last may be cut off. */
  readonly records: Pieces;
}

const READ_COMMITTED = 1;
const NO_SESSION = [0, -1] as const;

/**
 * Kafka's Fetch, with each partition's batches left as bytes: the library's own throws away the whole answer where one
 * batch of it cannot be unpacked. Arguments: ms to wait for data, bytes at most, the partitions in their order of
 * precedence (only the first with data gets a batch larger than its share).
 */
export const fetchRecords = createAPI<[number, number, readonly FetchPartition[]], FetchedPartition[]>(
  1,
  13,
  createRequest,
  parseResponse,
);

function createRequest(maxWait: number, maxBytes: number, partitions: readonly FetchPartition[]): Writer {
  return Writer.create()
    .appendInt32(-1)
    .appendInt32(maxWait)
    .appendInt32(1)
    .appendInt32(maxBytes)
    .appendInt8(READ_COMMITTED)
    .appendInt32(NO_SESSION[0])
    .appendInt32(NO_SESSION[1])
    .appendArray(byTopic(partitions), (topics, [first, ...others]) => {
      topics
        .appendUUID(first.topicId)
        .appendArray([first, ...others], (each, { partition, position, maxBytes: most }) => {
          each
            .appendInt32(partition)
            .appendInt32(-1)
            .appendInt64(position)
            .appendInt32(-1)
            .appendInt64(-1n)
            .appendInt32(most);
        });
    })
    .appendArray([], () => undefined)
    .appendString('')
    .appendTaggedFields();
}

/** Neighbours of one topic together, the order kept. */
function byTopic(partitions: readonly FetchPartition[]): [FetchPartition, ...FetchPartition[]][] {
  const groups: [FetchPartition, ...FetchPartition[]][] = [];
  for (const each of partitions) {
    const last = groups.at(-1);
    if (last?.[0].topicId === each.topicId) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

function parseResponse(_correlationId: number, _key: number, _version: number, reader: Reader): FetchedPartition[] {
  reader.readInt32();
  const errorCode = reader.readInt16();
  if (errorCode !== 0) throw new Error(`Kafka refuses to be fetched from: error ${errorCode}`);
  reader.readInt32();
  return reader
    .readArray((topics) => {
      const topicId = topics.readUUID();
      return topics.readArray((partitions) => readPartition(partitions, topicId));
    })
    .flat();
}

function readPartition(reader: Reader, topicId: string): FetchedPartition {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  reader.readInt64();
  const lastStableOffset = reader.readInt64();
  reader.readInt64();
  const aborted = reader.readArray((each) => ({ producerId: each.readInt64(), firstOffset: each.readInt64() }));
  reader.readInt32();
  // One more than their length; 0 where there are none.
  const length = Math.max(0, reader.readUnsignedVarInt() - 1);
  const records = reader.buffer.subarray(reader.position, reader.position + length);
  reader.skip(length);
  return { topicId, partition, errorCode, lastStableOffset, aborted, records };
}
