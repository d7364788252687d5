import { createGzip, createZstdCompress } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';

const MEGABYTE = 1024 * 1024;

/** One record of so many megabytes of spaces, compressed: some kilobytes on the wire. */
export async function bomb(codec: 'gzip' | 'zstd', megabytes: number): Promise<Buffer> {
  const valueBytes = megabytes * MEGABYTE;
  const value = unsigned(2 * valueBytes);
  // attributes, time, offset, no key; then the value; no headers.
  const head = Buffer.concat([Buffer.of(0, 0, 0, 1), value]);
  const length = unsigned(2 * (head.length + valueBytes + 1));
  const plain = Readable.from(pieces([length, head], megabytes));
  return buffer(plain.pipe(codec === 'gzip' ? createGzip() : createZstdCompress()));
}

function* pieces(head: readonly Buffer[], megabytes: number): Generator<Buffer> {
  yield* head;
  const spaces = Buffer.alloc(MEGABYTE, ' ');
  for (let i = 0; i < megabytes; i++) yield spaces;
  yield Buffer.of(0);
}

function unsigned(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** An LZ4 frame of one stored block that states a content size, true or not. */
export function lz4Stating(contentSize: number, content: Buffer): Buffer {
  const descriptor = Buffer.alloc(10);
  // Version 1, independent blocks, content size stated; blocks of at most 4 MiB.
  descriptor.writeUInt8(0b0110_1000, 0);
  descriptor.writeUInt8(0x70, 1);
  descriptor.writeBigUInt64LE(BigInt(contentSize), 2);
  const check = (xxh32OfFew(descriptor) >>> 8) & 255;
  const blockSize = Buffer.alloc(4);
  blockSize.writeUInt32LE(content.length + 0x80000000, 0);
  return Buffer.concat([
    Buffer.of(4, 0x22, 0x4d, 0x18),
    descriptor,
    Buffer.of(check),
    blockSize,
    content,
    Buffer.alloc(4),
  ]);
}

/** XXH32 of fewer than 16 bytes. */
function xxh32OfFew(bytes: Buffer): number {
  const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  let sum = (0x165667b1 + bytes.length) | 0;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4)
    sum = Math.imul(rotate((sum + Math.imul(bytes.readUInt32LE(at), 0xc2b2ae3d)) | 0, 17), 0x27d4eb2f);
  for (; at < bytes.length; at++)
    sum = Math.imul(rotate((sum + Math.imul(bytes[at] ?? 0, 0x165667b1)) | 0, 11), 0x9e3779b1);
  sum = Math.imul(sum ^ (sum >>> 15), 0x85ebca77);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae3d);
  return (sum ^ (sum >>> 16)) >>> 0;
}

/** A zstd frame that every reader has to skip. */
export function skippableFrame(): Buffer {
  const frame = Buffer.alloc(16, 'x');
  frame.writeUInt32LE(0x184d2a50, 0);
  frame.writeUInt32LE(8, 4);
  return frame;
}
