declare module 'kafkajs-snappy' {
  /** Makes a codec for `CompressionCodecs`. */
  export default function snappy(): unknown;
}

declare module 'lz4js' {
  /** LZ4 frames. */
  export function compress(plain: Uint8Array): Uint8Array;
  export function decompress(frame: Uint8Array): Uint8Array;
}
