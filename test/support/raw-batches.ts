import { once } from 'node:events';
import { connect } from 'node:net';
import { stack } from './stack';

/** A record of a batch made by hand. */
export interface RawRecord {
  readonly key?: string;
  readonly value: Buffer | string | null;
  readonly headers?: readonly (readonly [string, string])[];
}

/** Kafka's numbers of the compressions. */
export const CODEC = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** A number as Kafka's records have it: zigzag, seven bits a byte. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value) >= 0n ? BigInt(value) * 2n : BigInt(value) * -2n - 1n;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function sized(bytes: Buffer | string | null | undefined): Buffer[] {
  if (bytes === null || bytes === undefined) return [varint(-1)];
  const content = Buffer.from(bytes);
  return [varint(content.length), content];
}

/** Records as they stand in a batch before it is compressed. */
export function plainRecords(records: readonly RawRecord[]): Buffer {
  return Buffer.concat(
    records.flatMap(({ key, value, headers = [] }, index) => {
      const head = [Buffer.of(0), varint(0), varint(index), ...sized(key), ...sized(value), varint(headers.length)];
      const body = Buffer.concat([...head, ...headers.flatMap(([name, text]) => [...sized(name), ...sized(text)])]);
      return [varint(body.length), body];
    }),
  );
}

/** A batch around `payload`, compressed or not, which holds `count` records. */
export function rawBatch(codec: number, count: number, payload: Buffer): Buffer {
  const now = BigInt(Date.now());
  const counted = Buffer.alloc(40);
  counted.writeInt16BE(codec, 0);
  counted.writeInt32BE(count - 1, 2);
  counted.writeBigInt64BE(now, 6);
  counted.writeBigInt64BE(now, 14);
  counted.writeBigInt64BE(-1n, 22);
  counted.writeInt16BE(-1, 30);
  counted.writeInt32BE(-1, 32);
  counted.writeInt32BE(count, 36);
  const summed = Buffer.concat([counted, payload]);
  const head = Buffer.alloc(21);
  head.writeInt32BE(9 + summed.length, 8);
  head.writeInt32BE(-1, 12);
  head.writeInt8(2, 16);
  head.writeUInt32BE(crc32c(summed), 17);
  return Buffer.concat([head, summed]);
}

/** Produces bytes as they are (Produce, version 8). Gives the offset that the broker put them at; throws where it refuses. */
export async function produceRaw(topic: string, partition: number, batch: Buffer): Promise<bigint> {
  const text = (value: string) => Buffer.concat([int(2, value.length), Buffer.from(value)]);
  const request = Buffer.concat([
    ...[int(2, 0), int(2, 8), int(4, 1), text('raw')],
    ...[int(2, -1), int(2, -1), int(4, 30_000), int(4, 1), text(topic), int(4, 1), int(4, partition)],
    ...[int(4, batch.length), batch],
  ]);
  const [host = '', port = ''] = (stack.kafka.brokers[0] ?? '').split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  socket.write(Buffer.concat([int(4, request.length), request]));
  let answer = Buffer.alloc(0);
  while (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    answer = Buffer.concat([answer, chunk]);
  }
  socket.destroy();
  const at = 4 + 4 + 4 + 2 + topic.length + 4 + 4;
  const error = answer.readInt16BE(at);
  if (error !== 0) throw new Error(`the broker refuses the batch: ${error}`);
  return answer.readBigInt64BE(at + 2);
}

function int(size: 2 | 4, value: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeIntBE(value, 0, size);
  return bytes;
}

const CASTAGNOLI = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (CASTAGNOLI[(sum ^ byte) & 255] as number) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
