import type { Cursor } from './cursor';

/** Whether a frame of LZ4 or zstd begins here that holds nothing to unpack; both have the same sixteen magic numbers. */
export function isSkippable(magic: number): boolean {
  return magic >= 0x184d2a50 && magic <= 0x184d2a5f;
}

/** Passes over such a frame, whose magic number has been read. */
export function skipFrame(cursor: Cursor): void {
  cursor.skip(cursor.littleEndian(4));
}
