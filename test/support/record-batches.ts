import { deflateRawSync, constants, createZstdCompress } from 'node:zlib';
import { once } from 'node:events';
import { compressionsAlgorithms } from '@platformatic/kafka';
import { crc32c } from '../../libs/messaging/src/record-batch/crc32c';

/** A record as a test writes it. */
export interface PlainRecord {
  readonly offsetDelta: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | null])[];
}

/** A record of a value alone. */
export const recordOf = (value: string, offsetDelta = 0): PlainRecord => {
  return { offsetDelta, timestamp: 0, key: null, value: Buffer.from(value), headers: [] };
};

/** Kafka's numbers of variable length; those of 64 bits have the same bytes. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value < 0 ? 2n * BigInt(-value) - 1n : 2n * BigInt(value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

const lengthFirst = (bytes: Buffer | null) =>
  bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]);

/** Records one after the other, as they lie in a batch. */
export function recordsOf(records: readonly PlainRecord[], firstTimestamp = 0): Buffer {
  return Buffer.concat(
    records.map(({ offsetDelta, timestamp, key, value, headers }) =>
      lengthFirst(
        Buffer.concat([
          Buffer.from([0]),
          varint(timestamp - firstTimestamp),
          varint(offsetDelta),
          lengthFirst(key),
          lengthFirst(value),
          varint(headers.length),
          ...headers.flatMap(([name, each]) => [lengthFirst(Buffer.from(name)), lengthFirst(each)]),
        ]),
      ),
    ),
  );
}

/** What stands in a batch's header; the rest is reckoned. */
export interface BatchFields {
  readonly firstOffset?: bigint;
  readonly lastOffsetDelta?: number;
  readonly count?: number;
  readonly attributes?: number;
  readonly firstTimestamp?: number;
  readonly maxTimestamp?: number;
  readonly producerId?: bigint;
  readonly leaderEpoch?: number;
}

/** A batch around its records' bytes, packed or not, with a right length and checksum. */
export function batchOf(body: Buffer, fields: BatchFields = {}): Buffer {
  const head = Buffer.alloc(61);
  const count = fields.count ?? 1;
  head.writeBigInt64BE(fields.firstOffset ?? 0n, 0);
  head.writeInt32BE(fields.leaderEpoch ?? 0, 12);
  head.writeInt8(2, 16);
  head.writeInt16BE(fields.attributes ?? 0, 21);
  head.writeInt32BE(fields.lastOffsetDelta ?? Math.max(count - 1, 0), 23);
  head.writeBigInt64BE(BigInt(fields.firstTimestamp ?? 0), 27);
  head.writeBigInt64BE(BigInt(fields.maxTimestamp ?? 0), 35);
  head.writeBigInt64BE(fields.producerId ?? -1n, 43);
  head.writeInt16BE(-1, 51);
  head.writeInt32BE(-1, 53);
  head.writeInt32BE(count, 57);
  return sealed(Buffer.concat([head, body]));
}

/** A batch with its length and checksum made right, whatever else was done to it. */
export function sealed(batch: Buffer): Buffer {
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** The numbers of the codecs, as a batch's attributes have them. */
export const GZIP = 1;
export const SNAPPY = 2;
export const LZ4 = 3;
export const ZSTD = 4;

const libraryPack = (codec: 'gzip' | 'snappy' | 'lz4' | 'zstd') => (plain: Buffer) =>
  compressionsAlgorithms[codec].compressSync(plain);

/** snappy as Java's library writes it: a header, then blocks with their lengths. */
export function packJavaSnappy(plain: Buffer, block = 32_768): Buffer {
  const parts: Buffer[] = [Buffer.from('82534e41505059000000000100000001', 'hex')];
  for (let from = 0; from < plain.length; from += block) {
    const packed = pack.snappy(plain.subarray(from, from + block));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packed.length);
    parts.push(length, packed);
  }
  return Buffer.concat(parts);
}

/** The library's encoders. */
export const pack = {
  gzip: libraryPack('gzip'),
  snappy: libraryPack('snappy'),
  lz4: libraryPack('lz4'),
  zstd: libraryPack('zstd'),
};

/** An LZ4 frame that states a size of its content, whatever it is. */
export function lz4Stating(size: bigint, plain: Buffer): Buffer {
  const head = Buffer.from('04224d186840000000000000000000', 'hex');
  head.writeBigUInt64LE(size, 6);
  const block = Buffer.alloc(4);
  block.writeUInt32LE((plain.length | 0x8000_0000) >>> 0);
  return Buffer.concat([head, block, plain, Buffer.alloc(4)]);
}

/** A skippable frame, of LZ4 and of zstd. */
export const SKIPPABLE = Buffer.from('502a4d1804000000aabbccdd', 'hex');

/** An LZ4 frame of one byte that is repeated as many times 255. */
export function lz4Bomb(times: number): Buffer {
  const block = Buffer.concat([Buffer.from('1f780100', 'hex'), Buffer.alloc(times, 255), Buffer.from([0])]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);
  return Buffer.concat([Buffer.from('04224d18604000', 'hex'), size, block, Buffer.alloc(4)]);
}

/** A block of snappy: one byte that is repeated as many times 64. */
export function snappyBomb(times: number): Buffer {
  return Buffer.concat([Buffer.from('010078', 'hex'), Buffer.alloc(3 * times, Buffer.from('fe0100', 'hex'))]);
}

/** A gzip member that unpacks to so many MiB of zeros: every MiB is packed by itself, so that none has to be held. */
export function gzipBomb(mebibytes: number): Buffer {
  const one = deflateRawSync(Buffer.alloc(1 << 20), { finishFlush: constants.Z_FULL_FLUSH });
  const head = Buffer.from('1f8b0800000000000003', 'hex');
  const end = Buffer.from('03000000000000000000', 'hex');
  return Buffer.concat([head, ...new Array<Buffer>(mebibytes).fill(one), end]);
}

/** So many MiB of lines of text in one zstd frame. */
export async function zstdBomb(mebibytes: number): Promise<Buffer> {
  const text = Buffer.alloc(1 << 24, '{"infno":"M101","msgid":"0001"}\n');
  const packing = createZstdCompress();
  const packed: Buffer[] = [];
  packing.on('data', (part: Buffer) => packed.push(part));
  for (let written = 0; written < mebibytes; written += 16) if (!packing.write(text)) await once(packing, 'drain');
  packing.end();
  await once(packing, 'end');
  return Buffer.concat(packed);
}
