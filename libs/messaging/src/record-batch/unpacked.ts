/** Says that a batch unpacks to more than it may. */
export function tooLarge(most: number): Error {
  return new Error(`it unpacks to more than ${most} bytes`);
}

/** Plain bytes that grow while a batch is unpacked, up to a bound; nothing is allocated for sizes that are only stated. */
export class Unpacked {
  /** How many bytes there are so far. */
  length = 0;
  private bytes: Buffer;

  constructor(
    private readonly most: number,
    expected: number,
  ) {
    this.bytes = Buffer.allocUnsafe(Math.min(expected, most));
  }

  /** Adds bytes as they are. */
  append(source: Buffer, from: number, to: number): void {
    this.makeRoom(to - from);
    if (to - from > 32) this.bytes.set(source.subarray(from, to), this.length);
    else for (let at = from, into = this.length; at < to; at++, into++) this.bytes[into] = source[at]!;
    this.length += to - from;
  }

  /** Adds a repetition of what came `distance` bytes before, which may reach into itself. */
  repeat(distance: number, length: number): void {
    const from = this.length - distance;
    if (distance === 0 || from < 0) throw new Error(`it repeats what lies ${distance} bytes before its beginning`);
    this.makeRoom(length);
    const { bytes } = this;
    const end = this.length + length;
    if (distance >= length && length > 32) bytes.copyWithin(this.length, from, from + length);
    else if (distance === 1) bytes.fill(bytes[from]!, this.length, end);
    else for (let at = from, into = this.length; into < end; at++, into++) bytes[into] = bytes[at]!;
    this.length = end;
  }

  /** All of them. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    if (needed > this.most) throw tooLarge(this.most);
    const grown = Buffer.allocUnsafe(Math.min(this.most, Math.max(needed, 2 * this.bytes.length)));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}
