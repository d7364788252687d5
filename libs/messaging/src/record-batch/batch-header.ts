/** A batch's length leaves out the field itself and the offset before it. */
const BEFORE_LENGTH = 12;
const MAGIC_AT = 16;
const RECORDS_AT = 61;
const CODEC = 0b111;
const HAS_TIME_OF_APPENDING = 1 << 3;
const IS_TRANSACTIONAL = 1 << 4;
const IS_CONTROL = 1 << 5;

/** The header of a record batch (record format v2), read where it lies; fields that are not there are 0 or −1. */
export class BatchHeader {
  /** Whether it is there as a whole; of an older format only the offset has the same place. */
  readonly isWhole: boolean;

  constructor(private readonly bytes: Buffer) {
    this.isWhole = bytes.length >= RECORDS_AT && this.format === 2;
  }

  /** How many bytes the batch takes by its own length field; of one whose length cannot be, all there are. */
  static sizeOfBatch(bytes: Buffer): number {
    if (bytes.length < MAGIC_AT + 1) return RECORDS_AT;
    const length = bytes.readInt32BE(8);
    // With less it has no magic number, by which one could tell what it is.
    return length > MAGIC_AT - BEFORE_LENGTH ? BEFORE_LENGTH + length : bytes.length;
  }

  /** What its length field says the whole batch takes, bytes. */
  get statedSize(): number {
    return BEFORE_LENGTH + this.bytes.readInt32BE(8);
  }

  /** The magic number. */
  get format(): number {
    return this.bytes.readInt8(MAGIC_AT);
  }

  get firstOffset(): bigint {
    return this.bytes.readBigInt64BE(0);
  }

  get leaderEpoch(): number {
    return this.isWhole ? this.bytes.readInt32BE(12) : -1;
  }

  get crc(): number {
    return this.bytes.readUInt32BE(17);
  }

  /** The number of the codec that packed it; 0 is none. */
  get codec(): number {
    return this.attributes & CODEC;
  }

  get isTransactional(): boolean {
    return (this.attributes & IS_TRANSACTIONAL) !== 0;
  }

  /** Whether it holds a mark of the brokers instead of records. */
  get isControl(): boolean {
    return (this.attributes & IS_CONTROL) !== 0;
  }

  get lastOffsetDelta(): number {
    return this.isWhole ? Math.max(this.bytes.readInt32BE(23), 0) : 0;
  }

  /** ms UTC; exact up to 2^53. */
  get firstTimestamp(): number {
    return this.bytes.readInt32BE(27) * 2 ** 32 + this.bytes.readUInt32BE(31);
  }

  /** When the broker appended it, where the topic's records have that time, ms UTC. */
  get appendedAt(): number | undefined {
    if ((this.attributes & HAS_TIME_OF_APPENDING) === 0) return undefined;
    return this.bytes.readInt32BE(35) * 2 ** 32 + this.bytes.readUInt32BE(39);
  }

  get producerId(): bigint {
    return this.isWhole ? this.bytes.readBigInt64BE(43) : -1n;
  }

  /** How many records it states. */
  get count(): number {
    return this.bytes.readInt32BE(57);
  }

  /** What the checksum is of. */
  get checked(): Buffer {
    return this.bytes.subarray(21);
  }

  /** The records, packed or not. */
  get body(): Buffer {
    return this.bytes.subarray(RECORDS_AT);
  }

  private get attributes(): number {
    return this.isWhole ? this.bytes.readInt16BE(21) : 0;
  }
}
