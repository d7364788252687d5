import { unpackLz4 } from './unpack-lz4';
import { unpackSnappy } from './unpack-snappy';
import { unpackGzip, unpackZstd } from './unpack-zlib';

/** The codecs of Kafka, by the number in a batch's attributes. */
const CODECS = [undefined, unpackGzip, unpackSnappy, unpackLz4, unpackZstd] as const;

/**
 * Unpacks a batch's records. Every codec reads all frames, believes no stated size, and ends at `most` bytes. Throws
 * where they cannot be unpacked.
 */
export function unpack(packed: Buffer, codec: number, most: number): Buffer {
  if (codec === 0) return packed;
  const unpackBy = CODECS[codec];
  if (unpackBy === undefined) throw new Error(`it is packed by an unknown codec ${codec}`);
  return packed.length === 0 ? packed : unpackBy(packed, most);
}
