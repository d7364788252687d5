import { Cursor } from './cursor';
import { isSkippable, skipFrame } from './skippable-frame';
import { Unpacked } from './unpacked';

const MAGIC = 0x184d2204;
const VERSION = 0b0100_0000;
const VERSION_BITS = 0b1100_0000;
const HAS_BLOCK_SUMS = 0b0001_0000;
const STATES_SIZE = 0b0000_1000;
const HAS_SUM = 0b0000_0100;
const HAS_DICTIONARY = 0b0000_0001;
const IS_PLAIN = 0x8000_0000;
const LEAST_MATCH = 4;

/**
 * Unpacks LZ4 frames, all of them. What they state of their content's size is passed over, and so are their checksums:
 * the batch's own covers the same bytes. Throws where they are malformed, or unpack to more than `most` bytes.
 */
export function unpackLz4(packed: Buffer, most: number): Buffer {
  const cursor = new Cursor(packed);
  const unpacked = new Unpacked(most, 4 * packed.length);
  let isBegun = false;
  while (cursor.left > 0) {
    // Brokers take whatever follows the last frame; zeros alone are surely no cut or spoiled one.
    if (isBegun && isZeros(packed, cursor.at)) break;
    const magic = cursor.littleEndian(4);
    if (isSkippable(magic)) skipFrame(cursor);
    else if (magic === MAGIC) unpackFrame(cursor, unpacked);
    else throw new Error('no LZ4 frame where one should begin');
    isBegun = true;
  }
  return unpacked.finish();
}

function isZeros(bytes: Buffer, from: number): boolean {
  return bytes[from] === 0 && bytes.subarray(from).every((byte) => byte === 0);
}

function unpackFrame(cursor: Cursor, unpacked: Unpacked): void {
  const flags = cursor.byte();
  if ((flags & VERSION_BITS) !== VERSION) throw new Error('an LZ4 frame of an unknown version');
  if (flags & HAS_DICTIONARY) throw new Error('an LZ4 frame that needs a dictionary');
  const largestBlockAndSize = flags & STATES_SIZE ? 1 + 8 : 1;
  cursor.skip(largestBlockAndSize + 1);
  const begin = unpacked.length;
  for (let size = cursor.littleEndian(4); size !== 0; size = cursor.littleEndian(4)) {
    const from = cursor.skip(size % IS_PLAIN);
    if (size >= IS_PLAIN) unpacked.append(cursor.bytes, from, cursor.at);
    else unpackBlock(new Cursor(cursor.bytes.subarray(from, cursor.at)), unpacked, begin);
    if (flags & HAS_BLOCK_SUMS) cursor.skip(4);
  }
  if (flags & HAS_SUM) cursor.skip(4);
}

/** `begin` is the frame's: a block may repeat what earlier blocks of its frame hold. */
function unpackBlock(block: Cursor, unpacked: Unpacked, begin: number): void {
  while (block.left > 0) {
    const token = block.byte();
    const literals = lengthOf(token >>> 4, block);
    unpacked.append(block.bytes, block.skip(literals), block.at);
    // The last sequence of a block is literals alone.
    if (block.left === 0) return;
    const distance = block.littleEndian(2);
    if (distance > unpacked.length - begin) throw new Error('an LZ4 block repeats what lies before its frame');
    unpacked.repeat(distance, LEAST_MATCH + lengthOf(token & 0x0f, block));
  }
}

/** A length of 15 goes on in the next bytes, for as long as they are 255. */
function lengthOf(nibble: number, block: Cursor): number {
  if (nibble < 15) return nibble;
  let length = nibble;
  let more: number;
  do length += more = block.byte();
  while (more === 255);
  return length;
}
