const REVERSED_POLYNOMIAL = 0x82f63b78;

/** For each byte what it leaves after one to eight more bytes: eight are then taken at a time. */
const [T0, T1, T2, T3, T4, T5, T6, T7] = tables();

/** The checksum of a record batch (Castagnoli). Faster than the library's native one, which copies what it is given. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  let at = 0;
  for (const last = bytes.length - 7; at < last; at += 8) {
    const first = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      T7[first & 0xff]! ^
      T6[(first >>> 8) & 0xff]! ^
      T5[(first >>> 16) & 0xff]! ^
      T4[first >>> 24]! ^
      T3[bytes[at + 4]!]! ^
      T2[bytes[at + 5]!]! ^
      T1[bytes[at + 6]!]! ^
      T0[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}

type Table = Int32Array;

function tables(): [Table, Table, Table, Table, Table, Table, Table, Table] {
  const one = new Int32Array(256).map((_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const next = (table: Table): Table => table.map((crc) => (crc >>> 8) ^ one[crc & 0xff]!);
  const two = next(one);
  const three = next(two);
  const four = next(three);
  const five = next(four);
  const six = next(five);
  const seven = next(six);
  return [one, two, three, four, five, six, seven, next(seven)];
}
