import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import snappy from 'kafkajs-snappy';
import { compress, decompress } from 'lz4js';

/** What a codec of kafkajs is given to compress. */
interface Encoded {
  readonly buffer: Buffer;
}

/**
 * Teaches the Kafka client every compression that a producer or a topic may choose. The page restricts none, and one
 * batch that cannot be unpacked would stop a whole province. kafkajs itself knows only gzip.
 */
export function registerCompression(): void {
  CompressionCodecs[CompressionTypes.Snappy] = snappy;
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: ({ buffer }: Encoded) => Promise.resolve(Buffer.from(compress(buffer))),
    decompress: (buffer: Buffer) => Promise.resolve(Buffer.from(decompress(buffer))),
  });
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: Encoded) => promisify(zstdCompress)(buffer),
    decompress: (buffer: Buffer) => promisify(zstdDecompress)(buffer),
  });
}
