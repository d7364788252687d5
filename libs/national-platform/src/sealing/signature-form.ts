const NUMBER_BYTES = 32;

/** r‖s of a signature in DER (SEQUENCE of two INTEGERs), which OpenSSL gives: each padded to its 32 bytes. */
export function rawSignature(der: Uint8Array): Buffer {
  const raw = Buffer.alloc(2 * NUMBER_BYTES);
  // Both numbers are shorter than 128 bytes, so each length is one byte.
  const r = { at: 4, length: der[3] ?? 0 };
  const s = { at: r.at + r.length + 2, length: der[r.at + r.length + 1] ?? 0 };
  put(raw, NUMBER_BYTES, der.subarray(r.at, r.at + r.length));
  put(raw, 2 * NUMBER_BYTES, der.subarray(s.at, s.at + s.length));
  return raw;
}

/** The same in DER; undefined where it is not 64 bytes. */
export function derSignature(raw: Uint8Array): Buffer | undefined {
  if (raw.length !== 2 * NUMBER_BYTES) return undefined;
  const r = integer(raw.subarray(0, NUMBER_BYTES));
  const s = integer(raw.subarray(NUMBER_BYTES));
  return Buffer.concat([Buffer.from([0x30, r.length + s.length]), r, s]);
}

/** A number of DER may have a zero before it, and is short where its first bytes are zero. */
function put(raw: Buffer, end: number, number: Uint8Array): void {
  const digits = number.subarray(Math.max(0, number.length - NUMBER_BYTES));
  raw.set(digits, end - digits.length);
}

/** As short as it can be, and with a zero before it where it would else be negative. */
function integer(number: Uint8Array): Buffer {
  let first = 0;
  while (first < number.length - 1 && number[first] === 0) first++;
  const digits = number.subarray(first);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Buffer.from([0x02, digits.length + sign.length, ...sign, ...digits]);
}
