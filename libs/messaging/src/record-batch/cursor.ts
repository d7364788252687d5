/** A place in bytes that moves on as they are read. Each read throws where they end too early or state nonsense. */
export class Cursor {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  /** How many bytes are left. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next byte. */
  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('it is cut off');
    return byte;
  }

  /** Passes over so many bytes and gives where they began. */
  skip(length: number): number {
    const from = this.at;
    if (length < 0) throw new Error(`a length of ${length}`);
    if (length > this.left) throw new Error(`a length of ${length} where ${this.left} bytes are left`);
    this.at += length;
    return from;
  }

  /** An unsigned number of one to four bytes, the lowest first. */
  littleEndian(size: number): number {
    return this.bytes.readUIntLE(this.skip(size), size);
  }

  /** Kafka's signed number of 32 bits and variable length. */
  varint(): number {
    let byte = this.byte();
    let raw = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (shift > 28) throw new Error('a number of more than five bytes');
      byte = this.byte();
      raw |= (byte & 0x7f) << shift;
    }
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Kafka's signed number of 64 bits and variable length; exact up to 2^53. */
  varlong(): number {
    let byte = this.byte();
    let raw = byte & 0x7f;
    for (let factor = 128; byte > 0x7f; factor *= 128) {
      if (factor > 2 ** 63) throw new Error('a number of more than ten bytes');
      byte = this.byte();
      raw += (byte & 0x7f) * factor;
    }
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }
}
