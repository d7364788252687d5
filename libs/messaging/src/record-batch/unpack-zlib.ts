import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Cursor } from './cursor';
import { isSkippable, skipFrame } from './skippable-frame';
import { tooLarge } from './unpacked';

/** A zstd frame costs a tenth of a millisecond, however little it holds: these take less than half a second. */
const MOST_FRAMES = 4096;

/** What node:zlib gives with `info`: also how much of the input it took. */
interface Unzipped {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Unpacks gzip, all members of it. Throws where it is malformed, or unpacks to more than `most` bytes. */
export function unpackGzip(packed: Buffer, most: number): Buffer {
  // node:zlib reads all members itself, and leaves zeros that follow them alone, as whoever reads gzip does.
  return within(most, most, (options) => gunzipSync(packed, options)).buffer;
}

/**
 * Unpacks zstd, all frames of it. Throws where it is malformed, has more frames than anybody makes, or unpacks to more
 * than `most` bytes. A frame that misstates its content's size is malformed: a broker refuses it too.
 */
export function unpackZstd(packed: Buffer, most: number): Buffer {
  const cursor = new Cursor(packed);
  const parts: Buffer[] = [];
  let length = 0;
  while (cursor.left > 0) {
    if (isSkippable(cursor.littleEndian(4))) {
      skipFrame(cursor);
      continue;
    }
    if (parts.length === MOST_FRAMES) throw new Error(`it has more than ${MOST_FRAMES} zstd frames`);
    const rest = packed.subarray(cursor.at - 4);
    const { buffer, engine } = within(most, most - length, (options) => zstdDecompressSync(rest, options));
    parts.push(buffer);
    length += buffer.length;
    cursor.at += Math.max(engine.bytesWritten, 4) - 4;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function within(most: number, left: number, unzip: (options: { info: true; maxOutputLength: number }) => Buffer) {
  try {
    // node:zlib takes no bound of 0: with nothing left, one byte more is let through and seen here.
    const unzipped = unzip({ info: true, maxOutputLength: Math.max(left, 1) }) as unknown as Unzipped;
    if (unzipped.buffer.length > left) throw tooLarge(most);
    return unzipped;
  } catch (error) {
    const isTooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? tooLarge(most) : error;
  }
}
