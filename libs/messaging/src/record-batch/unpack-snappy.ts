import { Cursor } from './cursor';
import { Unpacked } from './unpacked';

/** Begins what snappy's Java library writes: the magic number, two versions, then blocks with their lengths. */
const JAVA_MAGIC = Buffer.from('\x82SNAPPY\0', 'latin1');
const JAVA_HEADER = JAVA_MAGIC.length + 8;

/**
 * Unpacks snappy, one block or the Java library's many. What a block states of its content's size is passed over.
 * Throws where it is malformed, or unpacks to more than `most` bytes.
 */
export function unpackSnappy(packed: Buffer, most: number): Buffer {
  const unpacked = new Unpacked(most, 4 * packed.length);
  const cursor = new Cursor(packed);
  if (!isJavaHeader(cursor)) unpackBlock(cursor, unpacked);
  while (cursor.left > 0) {
    // Two such streams may stand one after the other.
    if (isJavaHeader(cursor)) cursor.skip(JAVA_HEADER);
    else {
      const length = packed.readUInt32BE(cursor.skip(4));
      const from = cursor.skip(length);
      unpackBlock(new Cursor(packed.subarray(from, cursor.at)), unpacked);
    }
  }
  return unpacked.finish();
}

function isJavaHeader({ bytes, at }: Cursor): boolean {
  return bytes.subarray(at, at + JAVA_MAGIC.length).equals(JAVA_MAGIC);
}

function unpackBlock(block: Cursor, unpacked: Unpacked): void {
  const begin = unpacked.length;
  passStatedSize(block);
  while (block.left > 0) {
    const tag = block.byte();
    if ((tag & 0b11) === 0) {
      const length = literalLength(tag >>> 2, block);
      unpacked.append(block.bytes, block.skip(length), block.at);
      continue;
    }
    const isShort = (tag & 0b11) === 1;
    const length = isShort ? 4 + ((tag >>> 2) & 0b111) : 1 + (tag >>> 2);
    const distance = isShort ? ((tag >>> 5) << 8) | block.byte() : block.littleEndian((tag & 0b11) === 2 ? 2 : 4);
    if (distance > unpacked.length - begin) throw new Error('a snappy block repeats what lies before it');
    unpacked.repeat(distance, length);
  }
}

/** From 60 on it says in how many of the next bytes the length stands. */
function literalLength(short: number, block: Cursor): number {
  return short < 60 ? short + 1 : block.littleEndian(short - 59) + 1;
}

function passStatedSize(block: Cursor): void {
  for (let byte = 1; block.byte() > 0x7f; byte++) if (byte === 5) throw new Error('a snappy block without a size');
}
